import { extname } from 'node:path';

/** Extensions of files that count as recordings: of sound, and of video with sound. ffmpeg reads nearly all of them. */
export const AUDIO_EXTENSIONS: ReadonlySet<string> = extensions(
  'wav wave rf64 bw64 bwf rifx w64 amb wac w4v mp1 mp2 mp3 mpa mpga flac oga ogg ogx ogv opus spx mogg ' +
    'm4a m4b m4p m4r mp4 m4v aac adts 3gp 3g2 mov qt wma asf wmv aif aiff aifc caf amr awb au snd ' +
    'mka mkv webm avi mpg mpeg mts m2ts vob flv wv ape tta tak ac3 eac3 ec3 dts mpc shn ra rm gsm voc sph nist ' +
    'ircam dsf dff',
);

/** Extensions of files that are certainly no recordings: texts, tables, pictures, archives, programs. */
const OTHER_EXTENSIONS: ReadonlySet<string> = extensions(
  'txt csv tsv tab json jsonl ndjson xml html htm md yaml yml toml log ini cfg conf pdf rtf ' +
    'doc docx xls xlsx ods odt ppt pptx png jpg jpeg gif tif tiff bmp webp svg heic zip 7z rar tar gz bz2 xz zst ' +
    'db sqlite sqlite3 npy npz h5 mat parquet rds rdata pkl py r m sh bat js ts ipynb exe dll lnk url ' +
    'md5 sha1 sha256 textgrid eaf kml kmz gpx geojson',
);

/** Folders of operating systems and storage devices: indexes, thumbnails, deleted files. */
const SYSTEM_FOLDERS: ReadonlySet<string> = new Set([
  'system volume information',
  '$recycle.bin',
  'recycler',
  '#recycle',
  '@eadir',
  '__macosx',
]);

/** Name of the list of pages and clips that classify keeps in a results folder. */
export const PAGE_LIST = '.lyrebird-pages.json';

/** Folder of the clips, in a results folder. */
export const CLIP_FOLDER = 'clips';

/**
 * Whether a file is a recording, judging by its name. Files whose names start with a dot are not: macOS puts them next
 * to real ones.
 */
export function isAudioName(name: string): boolean {
  return !name.startsWith('.') && AUDIO_EXTENSIONS.has(extname(name).toLowerCase());
}

/** Whether the extension says that a file is no recording. */
export function isOtherName(name: string): boolean {
  return OTHER_EXTENSIONS.has(extname(name).toLowerCase());
}

/** Whether a file or folder is never looked at: hidden, or one of the operating system's. */
export function isHiddenName(name: string): boolean {
  return name.startsWith('.') || SYSTEM_FOLDERS.has(name.toLowerCase());
}

function extensions(names: string): ReadonlySet<string> {
  return new Set(names.split(' ').map((name) => `.${name}`));
}
