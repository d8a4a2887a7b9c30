package dev.pixio.io.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.io.ByteContent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Expected bytes are the examples of protobuf.dev/programming-guides/encoding. */
class ProtoMessageTest {

    @Test
    void fieldsAreEncodedAsInTheGuide() throws IOException {
        assertThat(hex(new ProtoMessage().int64(1, 150))).isEqualTo("089601");
        assertThat(hex(new ProtoMessage().string(2, "testing"))).isEqualTo("120774657374696e67");
        assertThat(hex(new ProtoMessage().message(3, new ProtoMessage().int64(1, 150))))
                .isEqualTo("1a03089601");
        assertThat(hex(new ProtoMessage().int64(1, -2))).isEqualTo("08feffffffffffffffff01");
        assertThat(hex(new ProtoMessage().float32(1, 1.5f))).isEqualTo("0d0000c03f");
        assertThat(hex(new ProtoMessage().int64(20, 7))).isEqualTo("a00107");
    }

    @Test
    void aStreamedFieldKeepsTheOrderOfTheFields() throws IOException {
        byte[] large = new byte[100_000];
        Arrays.fill(large, (byte) 7);
        ProtoMessage inner =
                new ProtoMessage().int64(1, 1).bytes(2, ByteContent.of(large)).int64(3, 3);
        ProtoMessage outer = new ProtoMessage().message(1, inner).int64(2, 2);
        byte[] bytes = bytes(outer);
        assertThat(outer.size()).isEqualTo(bytes.length);
        String hex = HexFormat.of().formatHex(bytes);
        assertThat(hex)
                .startsWith("0a" + "a88d06" + "0801" + "12" + "a08d06" + "0707")
                .endsWith("0707" + "1803" + "1002");
    }

    private static String hex(ProtoMessage message) throws IOException {
        return HexFormat.of().formatHex(bytes(message));
    }

    private static byte[] bytes(ProtoMessage message) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        message.writeTo(Channels.newChannel(out));
        return out.toByteArray();
    }
}
