/** Bytes at an offset, as characters. */
type Magic = readonly [offset: number, bytes: string];

/** Containers whose packets carry times of their own, by all of these bytes. In others, times count samples. */
const CLOCKED: readonly (readonly Magic[])[] = [
  // Matroska and WebM
  [[0, '\x1aE\xdf\xa3']],
  // MP4 and QuickTime
  ...['ftyp', 'moov', 'mdat', 'wide', 'free', 'skip'].map((name): readonly Magic[] => [[4, name]]),
  // ASF: WMA, WMV
  [[0, '0&\xb2u\x8ef\xcf\x11']],
  [[0, 'FLV\x01']],
  // MPEG transport stream, without and with time codes; MPEG program stream
  [
    [0, 'G'],
    [188, 'G'],
  ],
  [
    [4, 'G'],
    [196, 'G'],
  ],
  [[0, '\0\0\x01\xba']],
];

/** Shorter differences are rounding of the container's times. */
const GAP_SECONDS = 0.1;
/** Longer gaps are damage, or a clock that was set. ffmpeg keeps the silence that fills a gap in memory. */
const LONGEST_GAP_SECONDS = 600;

/**
 * Returns the filter of ffmpeg that follows a container's clock: silence before a late start and in gaps, such as those
 * of dropped packets. Other recordings need none. Samples are never dropped: where times go back, or jump by more than
 * ten minutes, the recording continues without a break, and the filter reports the jump in samples (see `jumpOf`).
 * @param head first bytes of the file, 512 if there are that many
 */
export function timelineFilter(head: Uint8Array): string | undefined {
  const text = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('latin1');
  if (!CLOCKED.some((magic) => magic.every(([offset, bytes]) => text.startsWith(bytes, offset)))) return undefined;
  // Variables of ffmpeg's expressions, in samples: 0 is the offset from the container's clock to the recording's, 1 the
  // end of the frame before, 2 the gap between that and this frame, 3 this frame's time, 4 a jump. The minus of
  // `-print(x)` would be ignored.
  const time = [
    `st(2,PTS+ld(0)-ld(1))`,
    `if(lt(ld(2),-${GAP_SECONDS}*SR)+gt(ld(2),${LONGEST_GAP_SECONDS}*SR),st(4,print(ld(2)));st(0,ld(0)-ld(4));st(2,0))`,
    `st(3,ld(1)+if(gte(ld(2),${GAP_SECONDS}*SR),ld(2),0))`,
    `st(1,ld(3)+NB_SAMPLES)`,
    `ld(3)`,
  ].join(';');
  return `asetpts='${time}',aresample=async=1:first_pts=0`;
}

/** Returns the jump in samples that the filter reports in a line of ffmpeg's messages. */
export function jumpOf(line: string): number | undefined {
  const found = /^(?:\[Eval @ \S+\] )?(-?\d+\.\d{6})$/.exec(line)?.[1];
  return found === undefined ? undefined : Number(found);
}
