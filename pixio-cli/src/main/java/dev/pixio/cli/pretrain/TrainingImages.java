package dev.pixio.cli.pretrain;

import dev.pixio.cli.console.IndexPrinter;
import dev.pixio.data.ImageSource;
import dev.pixio.data.open.SourceSettings;
import dev.pixio.data.score.CuratedSource;
import dev.pixio.data.score.ImageScores;
import dev.pixio.embed.view.ViewSize;
import dev.pixio.eval.score.ScoreFormat;
import dev.pixio.scene.SceneSource;
import dev.pixio.train.plan.CurationPlan;
import dev.pixio.train.plan.TrainingPlan;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;

/** The images of a training: those of a user, or built-in scenes. */
final class TrainingImages {

    /** Of the heap, for scenes that are rendered once and not in each epoch: 50,000 for a model of 32 pixels. */
    private static final long KEPT_SCENE_BYTES = 256L << 20;

    /** Seed of the scenes that are reconstructed. They are not trained on: the value is far from usual seeds. */
    private static final long RECONSTRUCTED_SCENES = 0x5EED_0F_5CE4E5L;

    private TrainingImages() {}

    /**
     * The images that a plan trains on.
     *
     * @param settings how images of a user are opened
     * @param notices receives the progress of listing them
     * @throws IllegalArgumentException in one line: the value of the data is not valid
     */
    static ImageSource open(TrainingPlan plan, SourceSettings settings, PrintWriter notices) throws IOException {
        return plan.data().drawsScenes()
                ? scenes(plan, plan.seed(), plan.data().scenes())
                : curated(
                        plan, IndexPrinter.open(plan.data().source(), settings.withInput(plan.imageInput()), notices));
    }

    private static ImageSource curated(TrainingPlan plan, ImageSource source) throws IOException {
        CurationPlan curation = plan.data().curation();
        if (curation.usesAll()) {
            return source;
        }
        try {
            ImageScores scores = ScoreFormat.read(Path.of(curation.scores()));
            return CuratedSource.of(source, scores, curation.rules(), plan.seed());
        } catch (IOException | RuntimeException e) {
            source.close();
            throw e;
        }
    }

    /** Images to reconstruct: of scenes, some that are not trained on; otherwise those that are. */
    static ImageSource reconstructed(TrainingPlan plan, ImageSource trained, int count) {
        return plan.data().drawsScenes() ? scenes(plan, RECONSTRUCTED_SCENES, count) : trained;
    }

    /** Images whose features are drawn: those that are reconstructed, of scenes rendered as large as they are drawn. */
    static ImageSource viewed(TrainingPlan plan, ImageSource reconstructed, int count) {
        return plan.data().drawsScenes()
                ? new SceneSource(RECONSTRUCTED_SCENES, count, ViewSize.ENLARGED * side(plan))
                : reconstructed;
    }

    private static int side(TrainingPlan plan) {
        return Math.max(plan.model().grid().height(), plan.model().grid().width());
    }

    /** Scenes a quarter larger than the model's input, so that large crops are not enlarged. */
    private static ImageSource scenes(TrainingPlan plan, long seed, int count) {
        return new SceneSource(seed, count, side(plan) * 5 / 4)
                .keeping(Math.min(KEPT_SCENE_BYTES, Runtime.getRuntime().maxMemory() / 4));
    }
}
