/** A published file: its name, size and checksum. */
export interface PublishedFile {
  readonly name: string;
  readonly bytes: number;
  /** SHA-256, in hexadecimal. */
  readonly sha256: string;
}

/** A downloadable file of a data set: its URLs, size and checksums. */
export interface RemoteFile extends PublishedFile {
  /** URLs with identical content, tried in this order. */
  readonly urls: readonly string[];
  /** Size and SHA-256 of the uncompressed content of a gzip file; a recompressed file is accepted. */
  readonly content?: { readonly bytes: number; readonly sha256: string };
  /** Files to extract from an archive; the archive is then deleted. */
  readonly members?: readonly PublishedFile[];
}

/** Download sources of a data set. */
export interface RemoteDataset {
  readonly files: readonly RemoteFile[];
  /** Authors and terms of use. */
  readonly credit: string;
}

/**
 * Adds URLs to files that several servers provide under the same names.
 * @param folders URLs ending in a slash, tried in this order
 */
export function filesAt(folders: readonly string[], files: readonly Omit<RemoteFile, 'urls'>[]): RemoteFile[] {
  return files.map((file) => ({ ...file, urls: folders.map((folder) => folder + file.name) }));
}

/** Replaces the URLs by one mirror, such as a lab's server. Sizes and checksums do not change. */
export function withMirror(dataset: RemoteDataset, folder: string): RemoteDataset {
  return { ...dataset, files: filesAt([folder.endsWith('/') ? folder : `${folder}/`], dataset.files) };
}
