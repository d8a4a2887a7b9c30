package dev.pixio.dicom.part10;

import dev.pixio.image.format.ImageReadException;
import dev.pixio.io.OneLine;
import java.util.Arrays;

/** How the elements and the frames of a file are encoded (PS3.5, PS3.6 table A-1). */
public enum TransferSyntax {
    IMPLICIT("1.2.840.10008.1.2", "Implicit VR Little Endian", Codec.NONE),
    EXPLICIT("1.2.840.10008.1.2.1", "Explicit VR Little Endian", Codec.NONE),
    BIG_ENDIAN("1.2.840.10008.1.2.2", "Explicit VR Big Endian", Codec.NONE),
    RLE("1.2.840.10008.1.2.5", "RLE Lossless", Codec.RUN_LENGTHS),
    JPEG_BASELINE("1.2.840.10008.1.2.4.50", "JPEG Baseline", Codec.JPEG),
    JPEG_EXTENDED("1.2.840.10008.1.2.4.51", "JPEG Extended", Codec.JPEG),
    JPEG_LOSSLESS("1.2.840.10008.1.2.4.57", "JPEG Lossless", Codec.JPEG_LOSSLESS),
    JPEG_LOSSLESS_FIRST("1.2.840.10008.1.2.4.70", "JPEG Lossless, first-order prediction", Codec.JPEG_LOSSLESS),
    JPEG_2000_LOSSLESS("1.2.840.10008.1.2.4.90", "JPEG 2000 Lossless", Codec.JPEG_2000),
    JPEG_2000("1.2.840.10008.1.2.4.91", "JPEG 2000", Codec.JPEG_2000),
    DEFLATED("1.2.840.10008.1.2.1.99", "Deflated Explicit VR Little Endian", Codec.REFUSED),
    JPEG_LS_LOSSLESS("1.2.840.10008.1.2.4.80", "JPEG-LS Lossless", Codec.JPEG_LS),
    JPEG_LS("1.2.840.10008.1.2.4.81", "JPEG-LS Near-Lossless", Codec.JPEG_LS),
    JPEG_2000_PARTS("1.2.840.10008.1.2.4.92", "JPEG 2000 Part 2 Lossless", Codec.REFUSED),
    JPEG_2000_PART("1.2.840.10008.1.2.4.93", "JPEG 2000 Part 2", Codec.REFUSED),
    MPEG_2("1.2.840.10008.1.2.4.100", "MPEG-2", Codec.REFUSED),
    MPEG_2_HIGH("1.2.840.10008.1.2.4.101", "MPEG-2 High Level", Codec.REFUSED),
    H264("1.2.840.10008.1.2.4.102", "MPEG-4 AVC/H.264", Codec.REFUSED),
    H264_BLU_RAY("1.2.840.10008.1.2.4.103", "MPEG-4 AVC/H.264 for Blu-ray", Codec.REFUSED),
    HEVC("1.2.840.10008.1.2.4.107", "HEVC/H.265", Codec.REFUSED),
    HTJ2K_LOSSLESS("1.2.840.10008.1.2.4.201", "High-Throughput JPEG 2000 Lossless", Codec.REFUSED),
    HTJ2K_RPCL("1.2.840.10008.1.2.4.202", "High-Throughput JPEG 2000 RPCL", Codec.REFUSED),
    HTJ2K("1.2.840.10008.1.2.4.203", "High-Throughput JPEG 2000", Codec.REFUSED);

    /** How frames are compressed. */
    public enum Codec {
        NONE,
        RUN_LENGTHS,
        JPEG,
        JPEG_LOSSLESS,
        JPEG_LS,
        JPEG_2000,
        /** Not read. */
        REFUSED
    }

    private final String uid;
    private final String title;
    private final Codec codec;

    TransferSyntax(String uid, String title, Codec codec) {
        this.uid = uid;
        this.title = title;
        this.codec = codec;
    }

    /**
     * The one of an identifier.
     *
     * @throws ImageReadException if it is unknown or not read, with its name
     */
    static TransferSyntax of(String uid) throws ImageReadException {
        TransferSyntax found = Arrays.stream(values())
                .filter(syntax -> syntax.uid.equals(uid))
                .findFirst()
                .orElseThrow(
                        () -> new ImageReadException("its transfer syntax '" + OneLine.of(uid, 64) + "' is unknown"));
        if (found.codec == Codec.REFUSED) {
            throw new ImageReadException("the transfer syntax " + found.title
                    + " is not read: convert the file to one without compression, such as Explicit VR Little Endian");
        }
        return found;
    }

    /** Its name. */
    public String title() {
        return title;
    }

    /** How frames are compressed. */
    public Codec codec() {
        return codec;
    }
}
