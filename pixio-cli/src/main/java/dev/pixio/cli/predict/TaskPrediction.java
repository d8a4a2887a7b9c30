package dev.pixio.cli.predict;

import dev.pixio.cli.console.BatchProgress;
import dev.pixio.data.ImageSource;
import dev.pixio.data.loader.LoaderOptions;
import dev.pixio.downstream.model.TaskInput;
import dev.pixio.downstream.model.TaskSpec;
import dev.pixio.downstream.output.ClassTable;
import dev.pixio.downstream.output.DenseFiles;
import dev.pixio.downstream.output.PredictionFolder;
import dev.pixio.downstream.output.PredictionListener;
import dev.pixio.downstream.output.PredictionResult;
import dev.pixio.downstream.predict.Classifier;
import dev.pixio.downstream.predict.DepthEstimator;
import dev.pixio.downstream.predict.PredictionSettings;
import dev.pixio.downstream.predict.Segmenter;
import dev.pixio.downstream.task.Classification;
import dev.pixio.downstream.task.DepthEstimation;
import dev.pixio.image.resize.ImageSize;
import dev.pixio.io.OutputFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Consumer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The predictions of one task, whose model is loaded when they begin. */
interface TaskPrediction {

    /**
     * What was written.
     *
     * @param out file or folder
     * @param what the files are, such as {@code masks and overlays}
     * @param skippedFile lists unreadable images, if there are any
     */
    record Outcome(String task, Path out, String what, Path skippedFile, PredictionResult result) {

        String line() {
            StringBuilder line = new StringBuilder(String.format(
                    Locale.ROOT,
                    "%s: %s of %,d image%s",
                    out,
                    what,
                    result.predicted() + result.earlier(),
                    result.predicted() + result.earlier() == 1 ? "" : "s"));
            if (result.predicted() > 0) {
                line.append(BatchProgress.rate(result.predicted(), result.seconds()));
            }
            if (!result.skipped().isEmpty()) {
                line.append(String.format(
                        Locale.ROOT,
                        "; %,d skipped, listed in %s",
                        result.skipped().size(),
                        skippedFile));
            }
            return line.toString();
        }

        String json() {
            ObjectNode object = JsonMapper.shared().createObjectNode();
            object.put("task", task);
            object.put("out", out.toString());
            object.put("images", result.predicted() + result.earlier());
            object.put("predicted", result.predicted());
            object.put("skipped", result.skipped().size());
            object.put("seconds", result.seconds());
            object.put("imagesPerSecond", result.predicted() / result.seconds());
            return object.toString();
        }
    }

    /**
     * Loads the model and predicts.
     *
     * @param plan receives one line about the model when it is loaded
     */
    Outcome run(ImageSource source, LoaderOptions loader, PredictionListener listener, Consumer<String> plan)
            throws IOException, InterruptedException;

    /** What the model predicts and from what. */
    TaskSpec spec();

    /** Whether an interrupted run can be continued. */
    boolean resumes();

    /**
     * The predictions of a model.
     *
     * @throws IOException if the output may not be written
     * @throws IllegalArgumentException if options are for another task
     */
    static TaskPrediction of(
            TaskSpec spec, Path weights, Path out, PredictCommand.ResultOptions options, PredictionSettings settings)
            throws IOException {
        boolean classes = spec.task() instanceof Classification;
        boolean depth = spec.task() instanceof DepthEstimation;
        requireOption(classes || options.top == null, "--top", "classification", spec);
        requireOption(!classes || options.resize == null, "--resize", "masks and depth", spec);
        requireOption(depth || options.depthScale == null, "--depth-scale", "depth", spec);
        PredictionFolder.Existing existing = options.existing();
        if (classes) {
            if (options.resume) {
                throw new IllegalArgumentException(
                        "--resume is for masks and depth: a table of classes is written when all"
                                + " images are predicted, so an interrupted run has left nothing to continue; start it again");
            }
            ClassTable table = new ClassTable(out, options.top == null ? 5 : options.top);
            if (!options.overwrite) {
                OutputFile.requireAbsent(out, "replace it with --overwrite, or name another file");
            }
            OutputFile.requireFolderOf(out);
            return new Classes(weights, settings, table, spec);
        }
        double perMetre = 1; // of no meaning for masks
        if (spec.task() instanceof DepthEstimation task) {
            perMetre = options.depthScale == null ? DenseFiles.Depths.usualScale(task.range()) : options.depthScale;
            DenseFiles.Depths.requireFits(task.range(), perMetre);
        }
        PredictionFolder folder = new PredictionFolder(out, existing);
        folder.require();
        return new Pixels(weights, settings, folder, spec, perMetre);
    }

    private static void requireOption(boolean fits, String option, String task, TaskSpec spec) {
        if (!fits) {
            throw new IllegalArgumentException(option + " is for " + task + ", and the model is for "
                    + spec.task().id());
        }
    }

    /** Classes of images. */
    record Classes(Path weights, PredictionSettings settings, ClassTable table, TaskSpec spec)
            implements TaskPrediction {

        @Override
        public Outcome run(ImageSource source, LoaderOptions loader, PredictionListener listener, Consumer<String> plan)
                throws IOException, InterruptedException {
            try (Classifier model = Classifier.load(weights, settings)) {
                plan.accept(String.format(
                        Locale.ROOT,
                        "%d classes, images of %d x %d, %s",
                        model.classes().size(),
                        model.framing().width(),
                        model.framing().height(),
                        model.precision()));
                PredictionResult result = table.run(model, source, loader, listener);
                return new Outcome(model.spec().task().id(), table.file(), "classes", table.skippedFile(), result);
            }
        }

        @Override
        public boolean resumes() {
            return false;
        }
    }

    /** Masks or depths. */
    record Pixels(Path weights, PredictionSettings settings, PredictionFolder folder, TaskSpec spec, double perMetre)
            implements TaskPrediction {

        @Override
        public Outcome run(ImageSource source, LoaderOptions loader, PredictionListener listener, Consumer<String> plan)
                throws IOException, InterruptedException {
            if (spec.task() instanceof DepthEstimation) {
                try (DepthEstimator model = DepthEstimator.load(weights, settings)) {
                    plan.accept(windows() + ", " + model.precision());
                    String what = String.format(
                            Locale.ROOT,
                            "depth (%s per metre) and coloured",
                            perMetre == Math.rint(perMetre)
                                    ? Long.toString((long) perMetre)
                                    : Double.toString(perMetre));
                    return run(new DenseFiles.Depths(model, perMetre), what, source, loader, listener);
                }
            }
            try (Segmenter model = Segmenter.load(weights, settings)) {
                plan.accept(model.classes().size() + " classes, " + windows() + ", " + model.precision());
                return run(new DenseFiles.Masks(model), "masks and overlays", source, loader, listener);
            }
        }

        private String windows() {
            TaskInput.Windows input = (TaskInput.Windows) spec.input();
            return "windows of " + pixels(input.window().size()) + " pixels, "
                    + pixels(input.window().stride()) + " apart"
                    + (settings.resizing().keepsSize() ? "" : ", images resized (" + settings.resizing() + ")");
        }

        /** One number of a square. */
        private static String pixels(ImageSize size) {
            return size.height() == size.width() ? Integer.toString(size.height()) : size.toString();
        }

        private Outcome run(
                DenseFiles files, String what, ImageSource source, LoaderOptions loader, PredictionListener listener)
                throws IOException, InterruptedException {
            return new Outcome(
                    spec.task().id(),
                    folder.folder(),
                    what,
                    folder.skippedFile(),
                    folder.run(files, source, loader, listener));
        }

        @Override
        public boolean resumes() {
            return true;
        }
    }
}
