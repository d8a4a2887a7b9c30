package dev.pixio.downstream.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.eval.dense.DenseScenes;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LabelColoursTest {

    /** The smallest of the three channels: above 200 a colour is hardly seen on white. */
    private static int smallest(int colour) {
        return Math.min(colour >> 16 & 0xFF, Math.min(colour >> 8 & 0xFF, colour & 0xFF));
    }

    @Test
    void onlyTheFirstOfOwnClassesIsPale() {
        List<Integer> colours = LabelColours.of(
                IntStream.range(0, 150).mapToObj(i -> "class " + i).toList());
        assertThat(colours.get(0)).isEqualTo(0xCFC6B4);
        assertThat(colours.subList(1, 150))
                .allSatisfy(colour -> assertThat(smallest(colour)).isLessThan(200));
        assertThat(new HashSet<>(colours)).hasSize(150);
    }

    @Test
    void laterClassesHaveTheColoursOfPascalVoc() {
        List<Integer> colours = LabelColours.of(
                IntStream.range(0, 21).mapToObj(i -> "class " + i).toList());
        assertThat(colours.get(15)).isEqualTo(0xC08080); // person, in the colour map of the development kit
        assertThat(colours.get(20)).isEqualTo(0x004080); // tvmonitor
    }

    @Test
    void classesOfScenesHaveThoseOfTheirMasks() {
        List<Integer> colours = LabelColours.of(DenseScenes.segmentationClasses());
        assertThat(colours.get(1)).isEqualTo(0xE9EEF2); // background
        assertThat(colours.get(2)).isEqualTo(0xE6194B); // the first object
    }

    @Test
    void labelsThatDoNotCountAreWhite() {
        assertThat(LabelColours.byLabel(List.of("a", "b")).applyAsInt(255)).isEqualTo(0xFFFFFF);
    }
}
