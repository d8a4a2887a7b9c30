package dev.pixio.monitor.tensorboard;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/** The framing of TFRecord files: length, checksum of the length, record, checksum of the record. */
final class TfRecord {

    private static final int MASK = 0xA282EAD8;

    private TfRecord() {}

    static void write(OutputStream stream, byte[] record) throws IOException {
        byte[] length = littleEndian(Long.BYTES).putLong(record.length).array();
        stream.write(length);
        stream.write(littleEndian(Integer.BYTES).putInt(checksum(length)).array());
        stream.write(record);
        stream.write(littleEndian(Integer.BYTES).putInt(checksum(record)).array());
    }

    /** TensorFlow's masked CRC-32C: a CRC of data that contains its own CRC would be weak. */
    private static int checksum(byte[] data) {
        CRC32C crc = new CRC32C();
        crc.update(data);
        return Integer.rotateRight((int) crc.getValue(), 15) + MASK;
    }

    private static ByteBuffer littleEndian(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
