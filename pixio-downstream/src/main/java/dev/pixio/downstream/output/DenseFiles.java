package dev.pixio.downstream.output;

import dev.pixio.downstream.data.ImagePlanes;
import dev.pixio.downstream.data.RgbPlanes;
import dev.pixio.downstream.image.ClassLegend;
import dev.pixio.downstream.image.LabelColours;
import dev.pixio.downstream.model.TaskJson;
import dev.pixio.downstream.model.TaskSpec;
import dev.pixio.downstream.predict.ClassMask;
import dev.pixio.downstream.predict.DepthEstimator;
import dev.pixio.downstream.predict.DepthMap;
import dev.pixio.downstream.predict.Segmenter;
import dev.pixio.downstream.task.DepthRange;
import dev.pixio.downstream.window.Resizing;
import dev.pixio.eval.dense.image.DepthColours;
import dev.pixio.image.raster.ImageInput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Predicts images pixel by pixel and writes two files for each. */
public sealed interface DenseFiles {

    /** The folders of all tasks: those of masks, and those of depths. */
    List<String> FOLDERS = List.of("masks", "overlays", "depth", "coloured");

    /** The colours of classes beside their names, for tasks whose images have such colours. */
    String LEGEND = "legend.png";

    /** The folders of a task, by its identifier in {@code predictions.json}; none if it has no such files. */
    static List<String> foldersOf(String task) {
        return switch (task) {
            case "segmentation" -> FOLDERS.subList(0, 2);
            case "depth" -> FOLDERS.subList(2, 4);
            default -> List.of();
        };
    }

    /** The model's task and input. */
    TaskSpec spec();

    /** How images are resized before they are predicted. */
    Resizing resizing();

    /** The folders in the output, first that of the numbers, then that of the coloured images. */
    List<String> folders();

    /**
     * Predicts images and writes their files.
     *
     * @param files for each image a file in each of {@link #folders}
     */
    void predict(List<ImagePlanes> images, List<List<Path>> files) throws IOException;

    /** The colours of the classes; empty if the images have no such colours. */
    Optional<ClassLegend> legend();

    /** Describes the model and the files for {@code predictions.json}. */
    void describe(ObjectNode json);

    /** Adds how images are resized, and their input, if they are no usual ones: folders of earlier versions have no such lines. */
    private static void describeImages(Resizing resizing, ImageInput images, ObjectNode json) {
        if (!resizing.keepsSize()) {
            json.put("resize", resizing.toString());
        }
        if (!images.equals(ImageInput.RGB)) {
            json.put("images", images.toText());
        }
    }

    /**
     * Masks, and the image under half-transparent colours of its classes.
     *
     * @param model predicts
     */
    record Masks(Segmenter model) implements DenseFiles {

        @Override
        public TaskSpec spec() {
            return model.spec();
        }

        @Override
        public Resizing resizing() {
            return model.resizing();
        }

        @Override
        public List<String> folders() {
            return FOLDERS.subList(0, 2);
        }

        /** The colours of the classes, {@code 0xRRGGBB}: those of the model, or the usual ones. */
        public List<Integer> palette() {
            return model.spec().palette().isEmpty()
                    ? LabelColours.of(model.classes())
                    : model.spec().palette();
        }

        @Override
        public Optional<ClassLegend> legend() {
            return Optional.of(new ClassLegend(model.classes(), palette()));
        }

        @Override
        public void predict(List<ImagePlanes> images, List<List<Path>> files) throws IOException {
            List<Integer> palette = palette();
            List<ClassMask> masks = model.predict(images);
            for (int i = 0; i < masks.size(); i++) {
                ClassMask mask = masks.get(i);
                RgbPlanes picture = images.get(i).shown(model.spec().images().view());
                int[] colours = new int[mask.labels().length];
                for (int pixel = 0; pixel < colours.length; pixel++) {
                    colours[pixel] = mean(picture.colour(pixel), palette.get(mask.labels()[pixel] & 0xFF));
                }
                PngImages.writeColours(files.get(i).get(1), colours, mask.height(), mask.width());
                PngImages.writePalette(files.get(i).get(0), mask.labels(), mask.height(), mask.width(), palette);
            }
        }

        /** The mean of two colours in each channel, rounded down. */
        private static int mean(int first, int second) {
            return ((first & 0xFEFEFE) >> 1) + ((second & 0xFEFEFE) >> 1);
        }

        @Override
        public void describe(ObjectNode json) {
            json.put("task", model.spec().task().id());
            json.put("weights", model.fingerprint());
            json.put("precision", model.precision());
            TaskJson.write(model.spec().input(), json.putObject("input"));
            DenseFiles.describeImages(model.resizing(), model.spec().images(), json);
            model.classes().forEach(json.putArray("classes")::add);
        }
    }

    /**
     * Depth maps of 16 bits, and in colours from the nearest to the farthest pixel of each image.
     *
     * @param model predicts
     * @param perMetre number that is stored for a metre
     */
    record Depths(DepthEstimator model, double perMetre) implements DenseFiles {

        private static final int LARGEST = 65535;
        private static final double MILLIMETRES = 1000;

        /** @throws IllegalArgumentException if depths of the model do not fit into 16 bits */
        public Depths {
            requireFits(model.range(), perMetre);
        }

        /** The number that is stored for a metre unless another is chosen: millimetres, if they fit. */
        public static double usualScale(DepthRange range) {
            return range.max() * MILLIMETRES <= LARGEST ? MILLIMETRES : 256;
        }

        /**
         * Refuses a scale that the file cannot hold.
         *
         * @throws IllegalArgumentException if depths of a range do not fit into 16 bits
         */
        public static void requireFits(DepthRange range, double perMetre) {
            double largest = range.max() * perMetre;
            if (!(perMetre > 0) || largest > LARGEST) {
                throw new IllegalArgumentException("depths of up to " + range.max() + " m times " + perMetre
                        + " do not fit into 16 bits (" + LARGEST + "): use a depth scale from more than 0 to "
                        + (int) Math.floor(LARGEST / range.max()));
            }
        }

        @Override
        public TaskSpec spec() {
            return model.spec();
        }

        @Override
        public Resizing resizing() {
            return model.resizing();
        }

        @Override
        public List<String> folders() {
            return FOLDERS.subList(2, 4);
        }

        @Override
        public Optional<ClassLegend> legend() {
            return Optional.empty();
        }

        @Override
        public void predict(List<ImagePlanes> images, List<List<Path>> files) throws IOException {
            List<DepthMap> maps = model.predict(images);
            for (int i = 0; i < maps.size(); i++) {
                DepthMap map = maps.get(i);
                float[] metres = map.metres();
                float nearest = metres[0];
                float farthest = metres[0];
                for (int pixel = 0; pixel < metres.length; pixel++) {
                    nearest = Math.min(nearest, metres[pixel]);
                    farthest = Math.max(farthest, metres[pixel]);
                }
                DepthColours scale = new DepthColours(
                        Math.max(nearest, model.range().min()),
                        Math.max(farthest, 1.001 * model.range().min()));
                int[] colours = new int[metres.length];
                for (int pixel = 0; pixel < metres.length; pixel++) {
                    colours[pixel] = scale.colour(metres[pixel]);
                }
                PngImages.writeColours(files.get(i).get(1), colours, map.height(), map.width());
                PngImages.writeGrey(files.get(i).get(0), PngImages.stored(map, perMetre), map.height(), map.width());
            }
        }

        @Override
        public void describe(ObjectNode json) {
            json.put("task", model.spec().task().id());
            json.put("weights", model.fingerprint());
            json.put("precision", model.precision());
            TaskJson.write(model.spec().input(), json.putObject("input"));
            DenseFiles.describeImages(model.resizing(), model.spec().images(), json);
            json.put("depthPerMetre", perMetre);
            json.put("maxMetres", model.range().max());
        }
    }
}
