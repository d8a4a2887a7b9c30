package dev.pixio.downstream.finetune.augment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.downstream.ReferenceFile;
import dev.pixio.torch.RandomStream;
import dev.pixio.torch.Tensors;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The operations of {@code tools/reference/augment_golden.py}, and how they are drawn. */
class AugmentReferenceTest {

    private static final ReferenceFile REFERENCE = ReferenceFile.read("augment");

    @ParameterizedTest
    @EnumSource(Operation.class)
    void anOperationIsThatOfTimm(Operation operation) {
        String name = operation.name().toLowerCase(Locale.ROOT);
        Planes image = Planes.of(REFERENCE.get("image"));
        Map<String, Tensor> expected = REFERENCE.state(name + ".");
        if (operation == Operation.SOLARIZE) {
            expected.keySet().removeIf(each -> each.startsWith("add"));
        }
        assertThat(expected).hasSizeBetween(2, 4);
        expected.forEach((key, tensor) -> {
            int end = key.lastIndexOf('.');
            double magnitude = Double.parseDouble(key.substring(0, end));
            int sign = Integer.parseInt(key.substring(end + 1));
            assertThat(operation.apply(image, magnitude, sign).values())
                    .as(name + "." + key)
                    .isEqualTo(Tensors.toBytes(tensor));
        });
    }

    @Test
    void theSamePlaceInAnEpochGivesTheSameView() {
        RandAugment augment = new RandAugment(9, 0.5, 2);
        try (PointerScope scope = new PointerScope()) {
            byte[] original = Tensors.toBytes(REFERENCE.get("image"));
            int changed = 0;
            for (int place = 0; place < 200; place++) {
                Tensor first = REFERENCE.get("image").clone();
                Tensor second = REFERENCE.get("image").clone();
                augment.apply(first, RandomStream.of(1, "view", place));
                augment.apply(second, RandomStream.of(1, "view", place));
                assertThat(Tensors.toBytes(first)).isEqualTo(Tensors.toBytes(second));
                changed += Arrays.equals(Tensors.toBytes(first), original) ? 0 : 1;
            }
            // Two operations are drawn, each is applied with probability 1/2: 3/4 of the views, less those that change
            // nothing.
            assertThat(changed).isBetween(120, 165);
        }
    }

    @Test
    void erasedRectanglesHaveTheAreasAndSidesOfTimm() {
        RandomErasing erasing = new RandomErasing(0.25);
        Map<String, Integer> counts = new HashMap<>();
        for (int place = 0; place < 4000; place++) {
            erasing.draw(100, 80, RandomStream.of(1, "erasing", place)).ifPresent(box -> {
                assertThat(box.top() + box.height()).isBetween(box.height(), 100);
                assertThat(box.left() + box.width()).isBetween(box.width(), 80);
                double area = box.height() * box.width() / 8000.0;
                assertThat(area).isBetween(0.018, 0.345);
                assertThat((double) box.height() / box.width()).isBetween(0.28, 3.6);
                counts.merge("all", 1, Integer::sum);
                counts.merge(area < 0.02 + (1 / 3.0 - 0.02) / 2 ? "small" : "large", 1, Integer::sum);
            });
        }
        assertThat(counts.get("all")).isBetween(890, 1110); // 1000, and four standard deviations
        assertThat(counts.get("small")).isGreaterThan(counts.get("large")); // a large one more often does not fit
    }

    @Test
    void onlyTheRectangleBecomesNoise() {
        try (PointerScope scope = new PointerScope()) {
            RandomErasing erasing = new RandomErasing(1);
            RandomErasing.Box box =
                    erasing.draw(40, 50, RandomStream.of(1, "erasing", 3)).orElseThrow();
            Tensor image = Tensors.of(new float[3 * 40 * 50], 3, 40, 50);
            erasing.apply(image, RandomStream.of(1, "erasing", 3));
            long erased = image.ne(new Scalar(0)).sum().item_long();
            assertThat(erased).isEqualTo(3L * box.height() * box.width());
            Tensor noise = image.narrow(1, box.top(), box.height()).narrow(2, box.left(), box.width());
            assertThat(noise.std().item_double()).isBetween(0.8, 1.2);
        }
    }
}
