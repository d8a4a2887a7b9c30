package dev.pixio.weights.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.torch.Tensors;
import dev.pixio.weights.tensor.WeightsException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LayoutDetectionTest {

    @ParameterizedTest
    @CsvSource({
        "encoder.class_tokens, '', 3, PIXIO, ''",
        "cls_token, '', 8, OFFICIAL, ''",
        "module.cls_token, '', 8, OFFICIAL, module.",
        "cls_token, decoder_embed.weight, 1, MAE, ''",
        "cls_token, head.weight, 1, TIMM, ''",
        "cls_token, reg_token, 1, TIMM, ''",
        "reg_token, pos_embed, 4, TIMM, ''",
        "backbone.cls_token, backbone.reg_token, 1, TIMM, backbone.",
        "backbone.vit.cls_token, decoder.decoder_embed.weight, 1, LIGHTLY, ''",
        "model.backbone.vit.cls_token, model.prediction_head.weight, 1, LIGHTLY_SPLIT, model.",
        "embeddings.cls_token, layernorm.weight, 8, HUGGINGFACE, ''",
        "pixio.embeddings.cls_token, layernorm.weight, 8, HUGGINGFACE, pixio."
    })
    void layoutsAreDetectedByNames(String first, String second, long classTokens, WeightLayout layout, String prefix)
            throws WeightsException {
        try (PointerScope scope = new PointerScope()) {
            Map<String, Tensor> weights = new LinkedHashMap<>();
            weights.put(first, Tensors.zeros(ScalarType.Float, 1, classTokens, 4));
            weights.put(second, Tensors.zeros(ScalarType.Float, 1, 3, 4));
            weights.remove("");

            assertThat(LayoutDetection.of(weights)).isEqualTo(new LayoutDetection(layout, prefix));
        }
    }

    @Test
    void aStudentAndItsTeacherAreTwoModels() {
        try (PointerScope scope = new PointerScope()) {
            Tensor tensor = Tensors.zeros(ScalarType.Float, 1, 1, 4);

            assertThatThrownBy(
                            () -> LayoutDetection.of(Map.of("student.cls_token", tensor, "teacher.cls_token", tensor)))
                    .hasMessage(
                            "these weights contain several models, under student. and teacher.; save only one of them");
        }
    }

    @Test
    void aModelWithoutAPrefixIsNamed() {
        try (PointerScope scope = new PointerScope()) {
            Tensor tensor = Tensors.zeros(ScalarType.Float, 1, 1, 4);

            assertThatThrownBy(() -> LayoutDetection.of(Map.of("cls_token", tensor, "model_ema.cls_token", tensor)))
                    .hasMessage("these weights contain several models, at the top and under model_ema.;"
                            + " save only one of them");
        }
    }

    @Test
    void positionsOfPatchesOnlyGetZerosForClassTokens() throws WeightsException {
        try (PointerScope scope = new PointerScope()) {
            Map<String, Tensor> weights = Map.of(
                    "cls_token", Tensors.of(new float[] {1, 2}, 1, 1, 2),
                    "reg_token", Tensors.of(new float[] {3, 4, 5, 6}, 1, 2, 2),
                    "pos_embed",
                            Tensors.of(new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4, 5, 6, 7, 8, 9}, 1, 9, 2));

            Map<String, Tensor> pixio = WeightLayout.TIMM.toPixio(weights);

            assertThat(pixio.keySet())
                    .containsExactlyInAnyOrderElementsOf(List.of("encoder.class_tokens", "encoder.positions.table"));
            assertThat(Tensors.toFloats(pixio.getOrDefault("encoder.class_tokens", Tensors.of(new float[] {0}))))
                    .containsExactly(1, 2, 3, 4, 5, 6);
            assertThat(Tensors.toFloats(pixio.getOrDefault("encoder.positions.table", Tensors.of(new float[] {0}))))
                    .containsExactly(0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        }
    }
}
