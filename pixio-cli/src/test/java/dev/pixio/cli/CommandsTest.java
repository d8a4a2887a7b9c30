package dev.pixio.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.onnx.runtime.OnnxImageEncoder;
import dev.pixio.torch.Tensors;
import dev.pixio.weights.ModelFile;
import dev.pixio.weights.safetensors.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The commands end to end, on a tiny model. */
class CommandsTest {

    private static final String[] TINY = {
        "pretrain",
        "--scenes",
        "16",
        "--batch-size",
        "4",
        "--epochs",
        "1",
        "--image-size",
        "32",
        "--patch-size",
        "8",
        "--decoder",
        "32x1x2",
        "--checkpoint-every",
        "3",
        "--seed",
        "5"
    };

    @TempDir
    private Path folder;

    @Test
    void aRunIsTrainedRepeatedAndUsedAsInit() throws IOException {
        Path run = folder.resolve("run");
        Cli trained = tiny("--out", run.toString());

        assertThat(trained.err()).isEmpty();
        assertThat(trained.code()).isZero();
        assertThat(trained.out())
                .contains("16 built-in scenes", "4 steps of 4 images", "step 4/4", "Done: 4 steps in")
                .containsPattern("learning rate \\d(\\.\\d+)?e-\\d ")
                .containsPattern("step 4/4 .*  lr \\d(\\.\\d+)?e-\\d+  [\\d.]+ images/s now ")
                .containsPattern("Done: .* \\([\\d.]+ images/s on average\\), loss ")
                .contains(run.resolve("checkpoints/step-4/model.safetensors").toString())
                .contains("./pixio reconstruct --weights " + run)
                .doesNotContain("\u001b");
        assertThat(run.resolve("reconstructions/step-3.png")).isNotEmptyFile();
        assertThat(run.resolve("reconstructions/step-4.png")).isNotEmptyFile();

        Cli again = tiny("--out", run.toString());
        assertThat(again.code()).isEqualTo(1);
        assertThat(again.err().lines()).hasSize(1).first().asString().contains("--overwrite");

        Path repeated = folder.resolve("repeated");
        Cli.run("pretrain", "--config", run.resolve("config.yaml").toString(), "--out", repeated.toString());
        assertThat(weights(repeated)).isEqualTo(weights(run));

        Path further = folder.resolve("further");
        Cli initialised = Cli.run(
                "pretrain",
                "--config",
                run.resolve("config.yaml").toString(),
                "--init",
                run.toString(),
                "--quiet",
                "--out",
                further.toString());
        assertThat(initialised.code()).isZero();
        assertThat(initialised.out()).startsWith("Done: 4 steps");
        assertThat(weights(further)).isNotEqualTo(weights(run));
    }

    @Test
    void aCheckpointIsListedWithTheEpochThatItEnds() {
        Path run = folder.resolve("run");
        assertThat(tiny("--out", run.toString(), "--max-steps", "9").out())
                .contains("note      the run ends after its 1 epoch, before --max-steps 9; --epochs 3 reaches that");

        List<String> listed = Cli.run("checkpoints", "list", run.toString())
                .out()
                .lines()
                .map(line -> line.strip().replaceAll(" +", " "))
                .toList();

        assertThat(listed).anyMatch(line -> line.startsWith("3 1 "));
        assertThat(listed).as("the last step of epoch 1").anyMatch(line -> line.startsWith("4 1 "));
        assertThat(Cli.run("pretrain", "--resume", run.toString()).out())
                .contains("from step 4 of 4 in epoch 1; all steps are done: ");
    }

    @Test
    void theNextCommandAfterARunOnAFolderUsesThatFolder() throws IOException {
        Path photos = folder.resolve("my photos '1");
        String quoted = "'" + folder + "/my photos '\\''1'";
        assertThat(Cli.run("data", "scenes", "--count", "8", "--size", "32", "--out", photos.toString())
                        .code())
                .isZero();
        String[] small = {
            "pretrain",
            "--data",
            photos.toString(),
            "--batch-size",
            "4",
            "--max-steps",
            "1",
            "--model",
            "64x1x2",
            "--decoder",
            "32x1x2"
        };
        Path large = folder.resolve("large 2");

        assertThat(Cli.run(with(small, "--out", folder.resolve("small").toString()))
                        .out())
                .contains("train at 256 x 256 pixels")
                .contains("./pixio pretrain --data " + quoted + " --recipe lightly --out runs/mine");
        assertThat(Cli.run(with(small, "--image-size", "224", "--patch-size", "32", "--out", large.toString()))
                        .out())
                .contains("compute features of your images:")
                .contains("./pixio reconstruct --weights '" + large + "' --image photo.jpg")
                .contains("./pixio evaluate knn --weights '" + large + "' --train ")
                .contains("./pixio embed --weights '" + large + "' --data " + quoted + " --out features.parquet");
    }

    @Test
    void anImageIsReconstructedFromARunButNotFromAnEncoderAlone() throws IOException {
        Path run = folder.resolve("run");
        assertThat(tiny("--out", run.toString()).code()).isZero();
        Path image = run.resolve("reconstructions/step-4.png");
        Path sheet = folder.resolve("sheet.png");

        Cli reconstructed = Cli.run(
                "reconstruct", "--weights", run.toString(), "--image", image.toString(), "--out", sheet.toString());
        assertThat(reconstructed.err()).isEmpty();
        assertThat(reconstructed.code()).isZero();
        assertThat(reconstructed.out())
                .contains(
                        "1 image from",
                        "at the 32 x 32 pixels of the model",
                        "Mean and variance of each reconstructed patch come from");
        assertThat(sheet).isNotEmptyFile();

        Path other = folder.resolve("other.png");
        Path encoder = folder.resolve("encoder.safetensors");
        Safetensors whole = Safetensors.read(run.resolve("checkpoints/step-4/model.safetensors"));
        Map<String, Tensor> kept = new LinkedHashMap<>(whole.tensors());
        kept.keySet().removeIf(name -> name.startsWith("decoder."));
        Safetensors.write(encoder, kept, whole.metadata());
        Cli refused = Cli.run(
                "reconstruct", "--weights", encoder.toString(), "--image", image.toString(), "--out", other.toString());
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err())
                .isEqualToIgnoringNewLines(
                        "pixio: " + encoder + " holds an encoder without a decoder, so it cannot reconstruct images");

        Cli absent = Cli.run("reconstruct", "--weights", "nowhere", "--image", "x.png", "--out", other.toString());
        assertThat(absent.err()).isEqualToIgnoringNewLines("pixio: there is no file or folder nowhere");
    }

    @Test
    void aRunIsExportedForOnnxRuntime() throws IOException {
        Path run = folder.resolve("run");
        assertThat(tiny("--out", run.toString()).code()).isZero();
        Path model = folder.resolve("model.onnx");
        String[] export = {"export", "onnx", "--weights", run.toString(), "--out", model.toString()};

        Cli exported = Cli.run(with(
                export,
                "--image-size",
                "48x64",
                "--image",
                run.resolve("reconstructions/step-4.png").toString()));
        assertThat(exported.err()).isEmpty();
        assertThat(exported.code()).isZero();
        assertThat(exported.out())
                .contains("fp32, opset 20", "pixels [batch, 3, 48, 64]", "patch_tokens [batch, 48, 192]")
                .contains("ONNX Runtime against the encoder: largest difference")
                .contains("OnnxImageEncoder.load(Path.of(\"" + model + "\"))");
        try (OnnxImageEncoder encoder = OnnxImageEncoder.load(model)) {
            assertThat(encoder.metadata().provenance())
                    .containsEntry(
                            "source",
                            run.resolve("checkpoints/step-4/model.safetensors").toString())
                    .containsKey("pixio.config");
        }

        Cli again = Cli.run(export);
        assertThat(again.code()).isEqualTo(1);
        assertThat(again.err().lines()).singleElement().asString().contains("already exists", "--overwrite");
        Cli fp16 = Cli.run(with(export, "--overwrite", "--dtype", "fp16", "--external-data"));
        assertThat(fp16.out()).contains("with its weights in model.onnx.data, fp16");
        assertThat(folder.resolve("model.onnx.data")).isNotEmptyFile();

        Cli free = Cli.run(with(export, "--overwrite", "--dynamic-size", "--dtype", "int8", "--opset", "17"));
        assertThat(free.out())
                .contains("int8, opset 17", "pixels [batch, 3, height, width], normalised; multiples of 8")
                .contains("patch_tokens [batch, patches, 192]", "against the encoder at five sizes:");
        assertThat(Cli.run(with(export, "--overwrite", "--opset", "12")).err())
                .contains("the opset must be 17 to 20, not 12");

        Cli wrongSize = Cli.run(with(export, "--overwrite", "--image-size", "30"));
        assertThat(wrongSize.code()).isEqualTo(2);
        assertThat(wrongSize.err()).contains("30 x 30 pixels cannot be cut into patches of 8");
        assertThat(Cli.run(with(export, "--opset", "18", "--image-size", "big")).err())
                .contains("--image-size: a size is one number or HEIGHTxWIDTH");
        assertThat(Cli.run(with(export, "--overwrite", "--block", "99")).err()).contains("there is no block 99");
    }

    private static String[] with(String[] arguments, String... more) {
        return java.util.stream.Stream.of(arguments, more)
                .flatMap(java.util.Arrays::stream)
                .toArray(String[]::new);
    }

    @Test
    void aFolderIsCheckedFileByFile() throws IOException {
        Path run = folder.resolve("run");
        assertThat(tiny("--out", run.toString()).code()).isZero();
        Path images = Files.createDirectory(folder.resolve("images"));
        Files.copy(run.resolve("reconstructions/step-4.png"), images.resolve("image.png"));

        Cli readable = Cli.run("data", "check", images.toString());
        assertThat(readable.code()).isZero();
        assertThat(readable.out())
                .contains("ok          image.png: PNG")
                .endsWith(String.format("1 readable, 0 unreadable%n"));

        Files.writeString(images.resolve("page.jpg"), "<!DOCTYPE html><html></html>");
        Cli unreadable = Cli.run("data", "check", "--json", images.toString());
        assertThat(unreadable.code()).isEqualTo(1);
        assertThat(unreadable.out().lines()).hasSize(2);
        JsonNode result =
                JsonMapper.shared().readTree(unreadable.out().lines().toList().get(1));
        assertThat(result.path("file").asString()).isEqualTo("page.jpg");
        assertThat(result.path("ok").asBoolean()).isFalse();
        assertThat(result.path("detail").asString()).contains("not an image");
    }

    @Test
    void builtInScenesAreWrittenAsAFolderPerClass() throws IOException {
        Path scenes = folder.resolve("scenes");
        Cli written = Cli.run("data", "scenes", "--out", scenes.toString(), "--count", "6", "--size", "32");

        assertThat(written.err()).isEmpty();
        assertThat(written.code()).isZero();
        assertThat(written.out())
                .isEqualTo(String.format("Wrote 6 built-in scenes of 32 x 32 pixels (seed 1) to %s%n", scenes));
        assertThat(Cli.run("data", "check", scenes.toString()).out())
                .contains("scene-5.png: PNG, 32 x 32")
                .endsWith(String.format("6 readable, 0 unreadable%n"));

        Path photos = folder.resolve("photos");
        Cli jpeg = Cli.run("data", "scenes", "--out=" + photos, "--count=1", "--size=32", "--format=jpeg");
        assertThat(jpeg.code()).isZero();
        assertThat(Cli.run("data", "check", photos.toString()).out()).contains("scene-0.jpg: JPEG, 32 x 32");

        Cli again = Cli.run("data", "scenes", "--out", scenes.toString());
        assertThat(again.code()).isEqualTo(1);
        assertThat(again.err().lines()).hasSize(1).first().asString().contains(scenes + ": it is not empty");

        Cli wrong = Cli.run("data", "scenes", "--out", folder.resolve("small").toString(), "--size", "16");
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err()).contains("scenes can be 32 to 2048 pixels wide, not 16");
    }

    private static Cli tiny(String... more) {
        return Cli.run(with(TINY, more));
    }

    private static Map<String, java.util.List<Float>> weights(Path run) throws IOException {
        Map<String, java.util.List<Float>> weights = new LinkedHashMap<>();
        ModelFile.open(run.resolve("checkpoints/step-4/model.safetensors"))
                .content()
                .tensors()
                .forEach((name, tensor) -> {
                    java.util.List<Float> values = new java.util.ArrayList<>();
                    for (float value : Tensors.toFloats(tensor)) {
                        values.add(value);
                    }
                    weights.put(name, values);
                });
        return weights;
    }
}
