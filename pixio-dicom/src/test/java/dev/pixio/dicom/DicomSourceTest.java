package dev.pixio.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.data.ImageSource;
import dev.pixio.image.RgbImage;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.raster.Pages;
import dev.pixio.image.raster.Raster;
import dev.pixio.image.raster.Scaling;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Compared with pydicom; see {@code dicom_golden.py}. */
class DicomSourceTest {

    /** The files that pydicom ships, which are not part of this project. */
    private static final String PROPERTY = "pixio.dicom.files";

    /** Two decoders of JPEG round the colours of an image differently. */
    private static final int LOSSY = 4;

    /** Decoders of the wavelets and cosines of grey values, which have more bits. */
    private static final Set<String> ROUNDED = Set.of("j2klossy.dcm", "extended.dcm", "offsets.dcm", "fragments.dcm");

    /** Files that pydicom reads and this reader refuses. */
    private static final Set<String> REFUSED = Set.of("jlspixel.dcm", "losslessrgb9.dcm");

    @TempDir
    private Path folder;

    private static JsonNode json(String name) throws IOException {
        return JsonMapper.shared()
                .readTree(Files.readAllBytes(GoldenDicom.files().resolve(name)));
    }

    private static Stream<String> names() throws IOException {
        return json("expected.json").properties().stream()
                .map(Map.Entry::getKey)
                .filter(name -> !REFUSED.contains(name))
                .toList()
                .stream();
    }

    private static int[] rgb(RgbImage image) {
        int[] values = new int[3 * image.width() * image.height()];
        byte[] row = new byte[3 * image.width()];
        for (int y = 0; y < image.height(); y++) {
            image.copyRow(y, 0, row);
            for (int i = 0; i < row.length; i++) {
                values[y * row.length + i] = row[i] & 0xFF;
            }
        }
        return values;
    }

    @ParameterizedTest
    @MethodSource("names")
    void pixelsAreThoseOfPydicom(String name) throws IOException {
        JsonNode frames = json("expected.json").path(name);
        int tolerance = name.startsWith("jpeg") ? LOSSY : 1;
        try (ImageSource source =
                GoldenDicom.open("dicom:" + GoldenDicom.files().resolve(name))) {
            assertThat(source.size()).isEqualTo(frames.size());
            for (int frame = 0; frame < frames.size(); frame++) {
                try (RgbImage image = source.read(frame)) {
                    assertThat(image.width())
                            .isEqualTo(frames.path(frame).path("width").asInt());
                    int[] found = rgb(image);
                    JsonNode expected = frames.path(frame).path("rgb");
                    assertThat(found).hasSize(expected.size());
                    for (int i = 0; i < found.length; i++) {
                        assertThat(found[i])
                                .as("number %d of frame %d", i, frame)
                                .isCloseTo(expected.path(i).asInt(), within(tolerance));
                    }
                }
            }
        }
    }

    private static Stream<String> greyNames() throws IOException {
        JsonNode expected = json("expected.json");
        return names().filter(name -> expected.path(name).path(0).has("values"));
    }

    /** To the last bit, also where the image of 8 bits shows a part of them. */
    @ParameterizedTest
    @MethodSource("greyNames")
    void valuesAreThoseOfPydicom(String name) throws IOException {
        JsonNode frames = json("expected.json").path(name);
        boolean lossy = ROUNDED.contains(name) || name.startsWith("jpeg");
        try (ImageSource source =
                GoldenDicom.open("dicom:" + GoldenDicom.files().resolve(name))) {
            for (int frame = 0; frame < frames.size(); frame++) {
                JsonNode values = frames.path(frame).path("values");
                double[] expected = new double[values.size()];
                Arrays.setAll(expected, i -> values.path(i).asDouble());
                double least = Arrays.stream(expected).min().orElseThrow();
                double range = Math.max(1, Arrays.stream(expected).max().orElseThrow() - least);
                ImageInput window = ImageInput.of(
                        1, Scaling.parse("window:" + (long) least + ".." + (long) (least + range)), Pages.FIRST);
                float[] found = source.raster(frame, window).planes()[0];
                assertThat(found).hasSize(expected.length);
                for (int i = 0; i < found.length; i++) {
                    assertThat(found[i] * range + least)
                            .as("number %d of frame %d", i, frame)
                            .isCloseTo(expected[i], within(Math.max(lossy ? 1.1 : 0.1, range / (1 << 22))));
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "jlspixel.dcm | JPEG-LS Lossless is read only with the components of a line after each other, not by pixel",
                "losslessrgb9.dcm | JPEG Lossless, first-order prediction of 9 bits is not read with 3 components",
            })
    void whatADecoderWouldReadWronglyIsRefused(String name, String reason) throws IOException {
        try (ImageSource source =
                GoldenDicom.open(GoldenDicom.files().resolve(name).toString())) {
            assertThatThrownBy(() -> source.read(0)).hasMessage(reason);
        }
    }

    @Test
    void aFrameThatAFileNoLongerHasIsUnreadable() throws IOException {
        Path file = Files.copy(GoldenDicom.files().resolve("rle.dcm"), folder.resolve("x.dcm"));
        try (ImageSource source = GoldenDicom.open(file.toString())) {
            assertThat(source.size()).isEqualTo(2);
            Files.copy(GoldenDicom.files().resolve("rle16.dcm"), file, StandardCopyOption.REPLACE_EXISTING);
            assertThatThrownBy(() -> source.read(1))
                    .isInstanceOf(ImageReadException.class)
                    .hasMessage("it has 1 frames, and no frame 2");
        }
    }

    @Test
    void valuesOfGreyFramesAreRescaledForOtherChannels() throws IOException {
        ImageInput window = ImageInput.of(1, Scaling.parse("window:-1000..2000"), Pages.FIRST);
        JsonNode expected = json("expected.json").path("ct.dcm").path(0).path("values");
        try (ImageSource source =
                GoldenDicom.open(GoldenDicom.files().resolve("ct.dcm").toString())) {
            Raster raster = source.raster(0, window);
            assertThat(raster.planes()[0]).hasSize(expected.size());
            for (int i = 0; i < expected.size(); i++) {
                double share = Math.max(0, Math.min(1, (expected.path(i).asDouble() + 1000) / 3000));
                assertThat((double) raster.planes()[0][i]).isCloseTo(share, within(1e-4));
            }
        }
    }

    @Test
    void aWindowReplacesThatOfTheFiles() throws IOException {
        String ct = GoldenDicom.files().resolve("ct.dcm").toString();
        try (ImageSource source = GoldenDicom.open(ct + "?window=300:100");
                RgbImage image = source.read(0)) {
            JsonNode values = json("expected.json").path("ct.dcm").path(0).path("values");
            int[] found = rgb(image);
            for (int i = 0; i < values.size(); i++) {
                double share = (values.path(i).asDouble() - 299.5) / 99 + 0.5;
                assertThat((double) found[3 * i]).isCloseTo(255 * Math.max(0, Math.min(1, share)), within(0.51));
            }
        }
        assertThatThrownBy(() -> GoldenDicom.open(ct + "?window=wide"))
                .hasMessage("a window is CENTRE:WIDTH, such as 40:400, not 'wide'");
        assertThatThrownBy(() -> GoldenDicom.open(ct + "?window=40:0"))
                .hasMessage("the width of a window must be at least 1, not 0.0");
    }

    /** A resume with another window is refused by the fingerprint. */
    @Test
    void theWindowIsInTheFingerprint() throws IOException {
        String ct = GoldenDicom.files().resolve("ct.dcm").toString();
        try (ImageSource plain = GoldenDicom.open(ct);
                ImageSource window = GoldenDicom.open(ct + "?window=300:100");
                ImageSource same = GoldenDicom.open(ct + "?window=300:100");
                ImageSource other = GoldenDicom.open(ct + "?window=300:101")) {
            assertThat(List.of(plain.fingerprint(), other.fingerprint())).doesNotContain(window.fingerprint());
            assertThat(same.fingerprint()).isEqualTo(window.fingerprint());
        }
    }

    @Test
    void valuesOfInvertedFramesAreInvertedExceptInAWindow() throws IOException {
        try (ImageSource source = GoldenDicom.open(
                        GoldenDicom.files().resolve("inverted.dcm").toString());
                RgbImage shown = source.read(0)) {
            int[] expected = rgb(shown);
            Raster range = source.raster(0, ImageInput.of(1, Scaling.RANGE, Pages.FIRST));
            Raster window = source.raster(0, ImageInput.of(1, Scaling.parse("window:0..255"), Pages.FIRST));
            for (int i = 0; i < range.planes()[0].length; i++) {
                assertThat((double) range.planes()[0][i]).isCloseTo(expected[3 * i] / 255.0, within(1e-4));
                assertThat((double) window.planes()[0][i]).isCloseTo(1 - expected[3 * i] / 255.0, within(1e-4));
            }
        }
    }

    @Test
    void framesOfAFileThatIsNotReachedAreNotCountedAsOne() {
        Path file = GoldenDicom.files().resolve("frames.dcm");
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> GoldenDicom.open(file.toString()))
                    .isInstanceOf(IOException.class)
                    .hasMessage(file + " cannot be read: the thread was interrupted");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    /** Files of pydicom and of the package pydicom-data that are not read. */
    private static final Map<String, String> OF_PYDICOM_REFUSED = Map.of(
            "8-bit pixels in Explicit VR Big Endian are not read",
            "ExplVR_BigEnd OBXXXX1A_expb OBXXXX1A_expb_2frame SC_rgb_expb SC_rgb_expb_2frame SC_rgb_small_odd_big_endian",
            "unsigned values of 32 bits are not read",
            "SC_rgb_32bit SC_rgb_32bit_2frame SC_rgb_expb_32bit SC_rgb_expb_32bit_2frame SC_rgb_rle_32bit SC_rgb_rle_32bit_2frame"
                    + " rtdose rtdose_1frame rtdose_expb rtdose_expb_1frame rtdose_rle rtdose_rle_1frame",
            "JPEG-LS Near-Lossless is read only with the components of a line after each other, not by pixel",
            "SC_rgb_jls_lossy_sample",
            "the photometric interpretation 'PALETTE COLOR' with 1 sample per pixel and without tables of colours is not read",
            "gdcm-US-ALOKA-16 gdcm-US-ALOKA-16_big",
            "the transfer syntax Deflated Explicit VR Little Endian is not read",
            "image_dfl");

    @Test
    void filesOfPydicomAreReadOrRefusedInOneLine() throws IOException {
        String given = System.getProperty(PROPERTY, "");
        Assumptions.assumeFalse(given.isEmpty(), "set -D" + PROPERTY + " to pydicom's folder data/test_files");
        JsonNode expected = json("pydicom.json");
        List<String> folders = List.of(given.split(File.pathSeparator, -1));
        Map<String, String> refused = new TreeMap<>();
        for (Map.Entry<String, JsonNode> file : expected.properties()) {
            Path path = folders.stream()
                    .map(one -> Path.of(one).resolve(file.getKey()))
                    .filter(Files::exists)
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException(file.getKey() + " is in none of " + folders));
            try (ImageSource source = GoldenDicom.open("dicom:" + path);
                    RgbImage image = source.read(0)) {
                int[] found = rgb(image);
                String syntax = file.getValue().path("syntax").asString();
                boolean lossy = syntax.startsWith("JPEG") && !syntax.contains("Lossless");
                assertThat(source.size())
                        .isEqualTo(file.getValue().path("frames").asInt());
                for (Map.Entry<String, JsonNode> pixel :
                        file.getValue().path("pixels").properties()) {
                    int place = Integer.parseInt(pixel.getKey());
                    for (int i = 0; i < 3; i++) {
                        assertThat(found[3 * place + i])
                                .as("%s at %d", file.getKey(), place)
                                .isCloseTo(pixel.getValue().path(i).asInt(), within(lossy ? LOSSY : 1));
                    }
                }
            } catch (ImageReadException e) {
                String reason = e.reason().replaceFirst(": convert .*", "");
                refused.merge(reason, file.getKey().replace(".dcm", ""), (names, name) -> names + " " + name);
            }
        }
        assertThat(refused).isEqualTo(OF_PYDICOM_REFUSED);
    }
}
