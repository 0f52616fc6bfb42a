/** Result of a case: what the program did, and whether that is right. */
export interface Answer {
  /** One line. */
  readonly got: string;
  readonly right: boolean;
}

/** An input on which programs of this kind go wrong. */
export interface Case {
  readonly input: string;
  /** What is right, in one line. */
  readonly expected: string;
  answer(): Promise<Answer>;
}

/** What the cases need. */
export interface CaseFolders {
  /** Folder with the inputs. */
  readonly inputs: string;
  /** An empty folder. */
  readonly work: string;
  /** A model of recordings at 44.1 kHz. */
  readonly model: string;
}
