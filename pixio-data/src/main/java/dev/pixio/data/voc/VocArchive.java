package dev.pixio.data.voc;

import java.util.Optional;

/**
 * An archive as it was published.
 *
 * @param path below the address of VOC
 * @param size in bytes
 * @param sha256 of its content, in lower case
 */
public record VocArchive(String path, long size, String sha256) {

    /** Sizes and sums are those of TensorFlow Datasets. */
    private static final VocArchive TRAINVAL_2007 = new VocArchive(
            "voc2007/VOCtrainval_06-Nov-2007.tar",
            460_032_000,
            "7d8cd951101b0957ddfd7a530bdc8a94f06121cfc1e511bb5937e973020c7508");

    private static final VocArchive TEST_2007 = new VocArchive(
            "voc2007/VOCtest_06-Nov-2007.tar",
            451_020_800,
            "6836888e2e01dca84577a849d339fa4f73e1e4f135d312430c4856b5609b4892");

    private static final VocArchive TRAINVAL_2012 = new VocArchive(
            "voc2012/VOCtrainval_11-May-2012.tar",
            1_999_639_040,
            "e14f763270cf193d0b5f74b169f44157a4b0c6efa708f4dd0ff78ee691763bcb");

    /** The archive that has a set; empty for the test images of 2012, which need an account at the evaluation server. */
    static Optional<VocArchive> of(VocSet set) {
        boolean test = set.name().equals("test");
        return switch (set.year()) {
            case 2007 -> Optional.of(test ? TEST_2007 : TRAINVAL_2007);
            default -> test ? Optional.empty() : Optional.of(TRAINVAL_2012);
        };
    }

    /** The part of the path after its folder. */
    String fileName() {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
