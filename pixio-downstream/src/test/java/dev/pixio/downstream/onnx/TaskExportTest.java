package dev.pixio.downstream.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.downstream.TestImages;
import dev.pixio.downstream.head.DptShape;
import dev.pixio.downstream.head.HeadKind;
import dev.pixio.downstream.model.HeadSpec;
import dev.pixio.downstream.model.TaskInput;
import dev.pixio.downstream.model.TaskModel;
import dev.pixio.downstream.model.TaskModels;
import dev.pixio.downstream.model.TaskSpec;
import dev.pixio.downstream.predict.ClassScore;
import dev.pixio.downstream.predict.Classifier;
import dev.pixio.downstream.predict.DepthEstimator;
import dev.pixio.downstream.predict.DepthMap;
import dev.pixio.downstream.predict.PredictionSettings;
import dev.pixio.downstream.predict.Segmenter;
import dev.pixio.downstream.window.SlidingWindow;
import dev.pixio.embed.Pooling;
import dev.pixio.image.resize.Framing;
import dev.pixio.image.resize.ImageSize;
import dev.pixio.onnx.runtime.OnnxImageEncoder;
import dev.pixio.onnx.runtime.OnnxModelException;
import dev.pixio.onnx.runtime.OnnxTaskModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Exported models against libtorch, from an image file to the prediction. */
class TaskExportTest {

    private static final PredictionSettings CPU =
            PredictionSettings.defaults().withDevice("cpu").withPrecision("fp32");
    private static final double TOLERANCE = 1e-5;

    @TempDir
    private Path folder;

    private Path image;
    private Path saved;
    private Path exported;

    @BeforeEach
    void drawImage() throws Exception {
        image = folder.resolve("image.png");
        saved = folder.resolve("model.safetensors");
        exported = folder.resolve("new/model.onnx");
        TestImages.image(image, 101, 67, (x, y) -> ((x * 2) << 16) | ((y * 3) << 8) | (x ^ y));
    }

    private TaskExport.Report export(TaskSpec spec) throws Exception {
        try (PointerScope scope = new PointerScope()) {
            TaskModel model = TaskModels.of(spec);
            model.write(saved, Map.of());
            return TaskExport.write(model, exported, "test");
        }
    }

    @ParameterizedTest
    @EnumSource(HeadKind.class)
    void depthsAreThoseOfLibtorch(HeadKind kind) throws Exception {
        TaskExport.Report report = export(TaskModels.spec(TaskModels.DEPTH, kind));

        assertThat(report.difference()).isLessThan(TOLERANCE);
        try (OnnxTaskModel model = OnnxTaskModel.load(exported);
                DepthEstimator expected = DepthEstimator.load(saved, CPU)) {
            OnnxTaskModel.Estimates found = model.predict(image);
            DepthMap depth = expected.predict(image);
            assertThat(found.height()).isEqualTo(67);
            assertThat(found.width()).isEqualTo(101);
            for (int pixel = 0; pixel < depth.metres().length; pixel++) {
                assertThat(found.values()[pixel] / 10.0).isCloseTo(depth.metres()[pixel] / 10.0, within(TOLERANCE));
            }
        }
    }

    /** Windows of 32 x 48 pixels, 24 pixels apart downwards and 32 to the right. */
    @ParameterizedTest
    @EnumSource(HeadKind.class)
    void depthsOfWindowsThatAreNotSquareAreThoseOfLibtorch(HeadKind kind) throws Exception {
        export(new TaskSpec(
                TaskModels.DEPTH,
                new HeadSpec.Dense(kind, DptShape.ofWidth(8)),
                new TaskInput.Windows(new SlidingWindow(new ImageSize(32, 48), new ImageSize(24, 32)))));

        try (OnnxTaskModel model = OnnxTaskModel.load(exported);
                DepthEstimator expected = DepthEstimator.load(saved, CPU)) {
            assertThat(model.metadata().stride()).isEqualTo(new ImageSize(24, 32));
            float[] found = model.predict(image).values();
            float[] metres = expected.predict(image).metres();
            assertThat(found).hasSameSizeAs(metres);
            for (int pixel = 0; pixel < metres.length; pixel++) {
                assertThat(found[pixel] / 10.0).isCloseTo(metres[pixel] / 10.0, within(TOLERANCE));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(HeadKind.class)
    void masksAreThoseOfLibtorch(HeadKind kind) throws Exception {
        TaskExport.Report report = export(TaskModels.spec(TaskModels.MASKS, kind));

        assertThat(report.difference()).isLessThan(TOLERANCE);
        try (OnnxTaskModel model = OnnxTaskModel.load(exported);
                Segmenter expected = Segmenter.load(saved, CPU)) {
            OnnxTaskModel.Estimates found = model.predict(image);
            byte[] labels = expected.predict(image).labels();
            int different = 0;
            for (int pixel = 0; pixel < labels.length; pixel++) {
                different += found.values()[pixel] == labels[pixel] ? 0 : 1;
            }
            assertThat(different).isLessThanOrEqualTo(labels.length / 1000); // where two classes are equally probable
            assertThat(model.metadata().classes()).containsExactly("ground", "sky", "thing");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Pooling.class,
            names = {"CLASS_MEAN", "CLASS_CONCAT", "PATCH_MEAN"})
    void classesAreThoseOfLibtorch(Pooling pooling) throws Exception {
        TaskExport.Report report = export(new TaskSpec(
                TaskModels.CLASSES,
                new HeadSpec.Pooled(pooling),
                new TaskInput.Frame(new Framing(Framing.Fit.CROP, 48, 48, 1.25))));

        assertThat(report.difference()).isLessThan(TOLERANCE);
        try (OnnxTaskModel model = OnnxTaskModel.load(exported);
                Classifier expected = Classifier.load(saved, CPU)) {
            float[] found = model.predict(image).values();
            for (ClassScore score : expected.predict(image)) {
                assertThat((double) found[score.index()]).isCloseTo(score.probability(), within(TOLERANCE));
            }
            assertThat(model.metadata().classes()).isEqualTo(expected.classes());
        }
    }

    @Test
    void filesOfTheOtherKindAreRefused() throws Exception {
        export(TaskModels.spec(TaskModels.DEPTH, HeadKind.LINEAR));
        Path none = Files.createFile(folder.resolve("empty.onnx"));

        assertThatThrownBy(() -> OnnxImageEncoder.load(exported)).isInstanceOf(OnnxModelException.class);
        assertThatThrownBy(() -> OnnxTaskModel.load(none)).isInstanceOf(OnnxModelException.class);
        assertThatThrownBy(() -> OnnxTaskModel.load(folder.resolve("no.onnx")))
                .hasMessage("there is no file " + folder.resolve("no.onnx"));
    }
}
