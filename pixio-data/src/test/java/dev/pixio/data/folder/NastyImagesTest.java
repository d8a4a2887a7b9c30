package dev.pixio.data.folder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.image.ImageDecoder;
import dev.pixio.image.SharedTestImages;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;

/** Files that were made to crash image decoders. The expected results are those of Pillow 13, except where noted. */
class NastyImagesTest {

    @Test
    void everyFileGetsTheExpectedResult() throws IOException, InterruptedException {
        Map<String, FileCheckResult> results = new HashMap<>();
        new DataCheck(ImageDecoder.withDefaults(), 2)
                .run(SharedTestImages.folder("nasty"), result -> results.put(result.file(), result));
        List<String> refused = new ArrayList<>(List.of(
                "LICENSE",
                "bad_png_zero_width.png",
                "bomb_png_30000x30000_1bit.png",
                "bomb_png_header_2147483647.png",
                "broken.png",
                "crash-0c7e0e8e11ce787078f00b5b0ca409a167f070e0.tif",
                "crash-1152ec2d1a1a71395b6f2ce6721c38924d025bf3.tif",
                "crash-338516dbd2f0e83caddb8ce256c22db3bd6dc40f.tif",
                "crash-63b1dffefc8c075ddc606c0a2f5fdc15ece78863.tif",
                "crash-86214e58da443d2b80820cff9677a38a33dcbbca.tif",
                "crash-f46f5b2f43c370fe65706c11449f567ecc345e74.tif",
                "decompression_bomb.ico",
                "hopper_webp.tif",
                "jpeg_no_eoi.jpg",
                "jpeg_truncated_half.jpg",
                "l2rgb_read.bmp",
                "libtiff_segfault.tif",
                "negative_size.ppm",
                "one_byte.jpg",
                "png_no_idat.png",
                "pngtest_bad.png.bin",
                "really_html.jpg",
                "soi_eoi.jpg",
                "ultrahdr.jpg",
                "zero_byte.png",
                "zero_width.gif"));
        // Pillow opens these, ImageDecoder does not: 12 bits, two formats of Windows, indices without a palette.
        refused.addAll(List.of("12bit.cropped.tif", "clipboard.dib", "hopper.ico", "png_pal_no_plte.png"));
        assertThat(results.values().stream().filter(result -> !result.ok()).map(FileCheckResult::file))
                .containsExactlyInAnyOrderElementsOf(refused);
        assertThat(results).hasSize(109);
        assertThat(results)
                .containsEntry("jpeg_no_eoi.jpg", refused("jpeg_no_eoi.jpg", "JPEG", "truncated JPEG"))
                .containsEntry(
                        "really_html.jpg", refused("really_html.jpg", "", "not an image: starts with '<!DOCTYPE'"))
                .containsEntry(
                        "exif_be_orient_6.jpg",
                        new FileCheckResult("exif_be_orient_6.jpg", true, "JPEG", 236, 350, "", true))
                .containsEntry(
                        "really_png.jpg",
                        new FileCheckResult("really_png.jpg", true, "PNG", 128, 128, "named as a JPEG", true));
    }

    private static FileCheckResult refused(String file, String format, String reason) {
        return new FileCheckResult(file, false, format, 0, 0, reason, true);
    }

    @Test
    void photographsAreDecodedWithoutLeaks() throws IOException {
        FolderSource photos = FolderSource.of(SharedTestImages.folder("photos"));
        assertThat(photos.size()).isEqualTo(500);
        photos.read(0).close();
        long before = Pointer.totalCount();
        for (long i = 0; i < photos.size(); i += 5) {
            photos.read(i).close();
        }
        assertThat(Pointer.totalCount()).isEqualTo(before);
    }
}
