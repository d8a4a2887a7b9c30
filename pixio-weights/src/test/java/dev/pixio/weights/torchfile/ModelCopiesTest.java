package dev.pixio.weights.torchfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.torch.Tensors;
import dev.pixio.weights.file.WeightFile;
import dev.pixio.weights.tensor.WeightsException;
import dev.pixio.weights.untrusted.PickleBytes;
import dev.pixio.weights.untrusted.ZipBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelCopiesTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "student, cls_token, teacher, cls_token, teacher, student",
        "student, module.backbone.cls_token, teacher, backbone.cls_token, teacher, student",
        "model, encoder.class_tokens, momentum, encoder.class_tokens, model, momentum",
        "net, vit.embeddings.cls_token, schema_net, embeddings.cls_token, net, schema_net"
    })
    void twoModelsWithDifferentWeightsAreRefused(
            String first, String firstName, String second, String secondName, String taken, String other)
            throws IOException {
        Path file = checkpoint(first, firstName, second, secondName, 2);

        assertThatThrownBy(() -> WeightFile.open(file))
                .isInstanceOf(WeightsException.class)
                .hasMessage(file + " contains several models with different weights, under '" + taken + "' and '"
                        + other + "'; save only one of them");
    }

    @ParameterizedTest
    @CsvSource({"model, model_ema", "state_dict, state_dict_ema", "net, ema", "model, EMA", "model, swa_model"})
    void aMovingAverageIsLeftOutWithANote(String name, String average) throws IOException {
        Path file = checkpoint(name, "cls_token", average, "module.cls_token", 2);
        try (PointerScope scope = new PointerScope()) {
            WeightFile opened = WeightFile.open(file);

            assertThat(Tensors.toFloats(Objects.requireNonNull(opened.tensors().get("cls_token"))))
                    .containsExactly(1);
            assertThat(opened.notes())
                    .containsExactly("the weights of '" + name + "' are used, not those of '" + average
                            + "', a moving average; to use these, save them in a file of their own");
        }
    }

    @Test
    void equalCopiesAreOneModel() throws IOException {
        try (PointerScope scope = new PointerScope()) {
            assertThat(WeightFile.open(checkpoint("student", "cls_token", "teacher", "m.cls_token", 1))
                            .notes())
                    .isEmpty();
        }
    }

    @Test
    void aGroupWithoutClassTokensIsNoModel() throws IOException {
        try (PointerScope scope = new PointerScope()) {
            assertThat(WeightFile.open(checkpoint("model", "cls_token", "loss", "center", 2))
                            .notes())
                    .isEmpty();
        }
    }

    /** A dict of two dicts with a tensor of one number each: 1, and the given one. */
    private Path checkpoint(String first, String firstName, String second, String secondName, float number)
            throws IOException {
        PickleBytes pickle = PickleBytes.start().op('}').op('(');
        group(pickle, first, firstName, "0");
        group(pickle, second, secondName, "1");
        ZipBytes zip = ZipBytes.of("archive", pickle.op('u').stop());
        zip.add("archive/data/0", little(1));
        zip.add("archive/data/1", little(number));
        Path file = folder.resolve("checkpoint.pth");
        Files.write(file, zip.bytes());
        return file;
    }

    private static void group(PickleBytes pickle, String group, String name, String key) {
        pickle.text(group).op('}').text(name);
        pickle.rebuildStart()
                .storage("FloatStorage", key, 1)
                .rebuildEnd(0, new long[] {1}, new long[] {1})
                .op('s');
    }

    private static byte[] little(float number) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(number)
                .array();
    }
}
