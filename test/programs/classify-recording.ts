/** Which species sing in a recording: of a file, and of samples in memory. */
import { createClassifier, readAudio } from 'lyrebird/audio';

const [, , model, recording] = process.argv as [string, string, string, string];
const classifier = await createClassifier(model, { threads: 1 });
try {
  const ofFile = await classifier.classifyFile(recording);
  const { pcm } = await readAudio(recording, { sampleRateHz: classifier.sampleRateHz });
  const ofSamples = await classifier.classifySamples(pcm, classifier.sampleRateHz);
  const [best] = ofFile.species;
  console.log(
    JSON.stringify({
      classes: classifier.classes,
      best,
      runs: ofFile.detections.length,
      same: JSON.stringify(ofFile.species) === JSON.stringify(ofSamples.species),
    }),
  );
} finally {
  await classifier.dispose();
}
