package dev.pixio.image.format;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** A format that is recognised, by extension or content, but not read: other images, videos and archives. */
public enum OtherFormat {
    AVIF("AVIF", Kind.IMAGE, "avif avifs", ".{8}66747970(?:.{8})*?6176696[36]"),
    HEIC(
            "HEIC",
            Kind.IMAGE,
            "heic heif heics heifs hif",
            ".{8}66747970(?:.{8})*?(?:68656963|6865696[0-9a-f]|68657663|6d69663[1-9]|6d736631)"),
    JPEG_XL("JPEG XL", Kind.IMAGE, "jxl", "ff0a|0000000c4a584c20"),
    JPEG_2000("JPEG 2000", Kind.IMAGE, "jp2 j2k j2c jpc jpx jpf jpm jph jhc", "ff4fff51|0000000c6a502020"),
    JPEG_XR("JPEG XR", Kind.IMAGE, "jxr wdp hdp", "4949bc01"),
    JPEG_LS("JPEG-LS", Kind.IMAGE, "jls", ""),
    RAW(
            "camera RAW",
            Kind.IMAGE,
            "dng cr2 cr3 crw nef nrw arw srf sr2 raf orf rw2 rwl raw pef ptx srw 3fr fff iiq mef mos mrw x3f erf kdc dcr",
            ".{8}6674797063727820|46554a4946494c4d|4949524f|4949550018|464f5662"),
    SVG("SVG", Kind.IMAGE, "svg svgz", "3c737667"),
    PHOTOSHOP("Photoshop", Kind.IMAGE, "psd psb", "38425053"),
    XCF("XCF", Kind.IMAGE, "xcf", "67696d7020786366"),
    PFM("PFM", Kind.IMAGE, "pfm", "50(?:46|66)(?:0a|0d|20)"),
    TGA("TGA", Kind.IMAGE, "tga", ""),
    QOI("QOI", Kind.IMAGE, "qoi", "716f6966"),
    EXR("OpenEXR", Kind.IMAGE, "exr", "762f3101"),
    HDR("Radiance HDR", Kind.IMAGE, "hdr rgbe", "233f5241"),
    DDS("DDS", Kind.IMAGE, "dds", "44445320"),
    ICO("ICO", Kind.IMAGE, "ico cur", "0000010[0-2]00"),
    PCX("PCX", Kind.IMAGE, "pcx", ""),
    DICOM("DICOM", Kind.IMAGE, "dcm dicom", "(?:..){128}4449434d"),
    FITS("FITS", Kind.IMAGE, "fits fit", "53494d504c4520203d"),
    POSTSCRIPT("PostScript", Kind.IMAGE, "eps ps ai", "25215053"),
    PDF("PDF", Kind.IMAGE, "pdf", "25504446"),
    VIDEO(
            "video",
            Kind.VIDEO,
            "mp4 m4v mov avi mkv webm wmv flv mpg mpeg 3gp mts m2ts ogv vob",
            ".{8}66747970|52494646.{8}41564920|1a45dfa3|464c5601|000001b[0-9a-f]|3026b2758e66cf11"),
    ZIP("zip archive", Kind.ARCHIVE, "zip cbz", "504b0304|504b0506|504b0708"),
    TAR("tar archive", Kind.ARCHIVE, "tar", "(?:..){257}7573746172"),
    GZIP("gzip archive", Kind.ARCHIVE, "gz tgz", "1f8b08"),
    BZIP2("bzip2 archive", Kind.ARCHIVE, "bz2 tbz tbz2", "425a68"),
    XZ("xz archive", Kind.ARCHIVE, "xz txz", "fd377a585a00"),
    ZSTD("zstd archive", Kind.ARCHIVE, "zst tzst", "28b52ffd"),
    SEVEN_ZIP("7z archive", Kind.ARCHIVE, "7z cb7", "377abcaf271c"),
    RAR("RAR archive", Kind.ARCHIVE, "rar cbr", "526172211a07");

    /** What a user can do with such a file: convert an image, extract the frames of a video, unpack an archive. */
    public enum Kind {
        IMAGE,
        VIDEO,
        ARCHIVE
    }

    /** Matches nothing: the format has no signature. */
    private static final String NEVER = "(?!)";

    /** Number of first bytes that the detection of every format needs. */
    public static final int PROBE_BYTES = 262;

    private static final Map<String, OtherFormat> BY_EXTENSION = new HashMap<>();

    static {
        for (OtherFormat format : values()) {
            for (String extension : format.extensions.split(" ", -1)) {
                BY_EXTENSION.put(extension, format);
            }
        }
    }

    private final String title;
    private final Kind kind;
    private final String extensions; // separated by spaces
    private final Pattern signature; // of the first bytes in hexadecimal digits

    OtherFormat(String title, Kind kind, String extensions, String signature) {
        this.title = title;
        this.kind = kind;
        this.extensions = extensions;
        this.signature = Pattern.compile(signature.isEmpty() ? NEVER : signature);
    }

    /** The usual name: "JPEG 2000", "zip archive". */
    public String title() {
        return title;
    }

    /** What a user can do with such a file. */
    public Kind kind() {
        return kind;
    }

    /** The format that the extension of a file name indicates, if any; case does not matter. */
    public static Optional<OtherFormat> ofFileName(String fileName) {
        return Optional.ofNullable(BY_EXTENSION.get(ImageFormat.extension(fileName)));
    }

    /**
     * Detects the format of a file that is no {@link ImageFormat}.
     *
     * @param bytes the first {@link #PROBE_BYTES} bytes of the file; with fewer, some formats are not detected
     */
    public static Optional<OtherFormat> of(ByteBuffer bytes) {
        byte[] first = new byte[Math.min(PROBE_BYTES, bytes.limit())];
        bytes.get(0, first);
        String start = HexFormat.of().formatHex(first);
        return Arrays.stream(values())
                .filter(format -> format.signature.matcher(start).lookingAt())
                .findFirst();
    }

    /** Why such a file is not read, in one clause. */
    String refusal() {
        return switch (kind) {
            case IMAGE -> title + " is not supported: convert it to JPEG or PNG";
            case VIDEO, ARCHIVE -> "not an image: a " + title;
        };
    }
}
