package dev.pixio.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.image.resize.CropBox;
import dev.pixio.image.resize.Framing;
import org.junit.jupiter.api.Test;

class RegionPatchesTest {

    private static final RegionPatches.Grid FOUR = new RegionPatches.Grid(4, 4, 2);

    @Test
    void aQuarterOfASquareImageCoversAQuarterOfThePatches() {
        RegionPatches region = RegionPatches.of(Framing.crop(32, 32), 200, 200, new CropBox(0, 100, 100, 100));

        assertThat(region.seen()).isEqualTo(CropBox.whole(200, 200));
        assertThat(region.covered(FOUR)).containsExactly(rows("..##", "..##", "....", "...."));
    }

    @Test
    void theCropIsMovedToARegionAtTheEdge() {
        RegionPatches region = RegionPatches.of(Framing.crop(32, 32), 400, 200, new CropBox(0, 350, 50, 50));

        assertThat(region.seen()).isEqualTo(new CropBox(0, 200, 200, 200)); // of columns 100 to 299 in the centre
        assertThat(region.covered(FOUR)).containsExactly(rows("...#", "....", "....", "...."));
    }

    @Test
    void theCropStaysInTheCentreIfItHasTheRegion() {
        RegionPatches region = RegionPatches.of(Framing.crop(32, 32), 400, 200, new CropBox(100, 150, 50, 50));

        assertThat(region.seen()).isEqualTo(new CropBox(0, 100, 200, 200));
        assertThat(region.covered(FOUR)).containsExactly(rows("....", "....", ".#..", "...."));
    }

    @Test
    void aRegionThatIsLargerThanTheCropIsCutAroundItsCentre() {
        RegionPatches region = RegionPatches.of(Framing.crop(32, 32), 400, 100, new CropBox(0, 0, 100, 300));

        assertThat(region.seen()).isEqualTo(new CropBox(0, 100, 100, 100));
        assertThat(region.covered(FOUR)).containsExactly(rows("####", "####", "####", "####"));
    }

    @Test
    void barsOfALetterboxAreNotCovered() {
        RegionPatches region = RegionPatches.of(Framing.letterbox(32, 32), 400, 200, new CropBox(0, 0, 200, 400));

        assertThat(region.covered(FOUR)).containsExactly(rows("....", "####", "####", "...."));
    }

    @Test
    void aRegionSmallerThanAPatchCoversThePatchItIsIn() {
        RegionPatches region = RegionPatches.of(Framing.crop(32, 32), 200, 200, new CropBox(110, 60, 3, 3));

        assertThat(region.covered(FOUR)).containsExactly(rows("....", "....", ".#..", "...."));
    }

    @Test
    void meanIsOverTheCoveredPatches() {
        float[] tokens = new float[32];
        tokens[0] = 1; // patch 0
        tokens[1] = 2;
        tokens[2] = 3; // patch 1
        tokens[3] = 6;
        RegionPatches region = RegionPatches.of(Framing.crop(32, 32), 200, 200, new CropBox(0, 0, 50, 100));

        assertThat(region.mean(tokens, FOUR)).containsExactly(2, 4);
    }

    @Test
    void aRegionOutsideOfTheImageIsRefused() {
        assertThatThrownBy(() -> RegionPatches.of(Framing.crop(32, 32), 100, 80, new CropBox(0, 90, 10, 20)))
                .hasMessage("the box of 20 x 10 pixels at (90, 0) is not in the image of 100 x 80");
    }

    private static boolean[] rows(String... rows) {
        String all = String.join("", rows);
        boolean[] covered = new boolean[all.length()];
        for (int i = 0; i < covered.length; i++) {
            covered[i] = all.charAt(i) == '#';
        }
        return covered;
    }
}
