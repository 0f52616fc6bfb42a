/** A file as it was published. */
export interface RemoteFile {
  readonly name: string;
  /** Addresses with the very same content, tried in this order. */
  readonly urls: readonly string[];
  readonly bytes: number;
  /** SHA-256, hex. */
  readonly sha256: string;
  /** SHA-256 of the uncompressed content of a gzip file; a recompressed file is accepted. */
  readonly contentSha256?: string;
  /** What to take out of an archive, each of so many bytes; the archive is not kept. */
  readonly members?: { readonly names: readonly string[]; readonly bytes: number };
}

/** Where a data set comes from. */
export interface RemoteDataset {
  readonly files: readonly RemoteFile[];
  /** Whose it is, and what may be done with it. */
  readonly credit: string;
}

/**
 * Files that lie in the same folders on several servers.
 * @param folders addresses that end in a slash, tried in this order
 */
export function filesAt(folders: readonly string[], files: readonly Omit<RemoteFile, 'urls'>[]): RemoteFile[] {
  return files.map((file) => ({ ...file, urls: folders.map((folder) => folder + file.name) }));
}

/** The same files from one other folder, as a lab keeps them: what they must be does not change. */
export function fromMirror(dataset: RemoteDataset, folder: string): RemoteDataset {
  return { ...dataset, files: filesAt([folder.endsWith('/') ? folder : `${folder}/`], dataset.files) };
}
