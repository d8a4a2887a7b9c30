package dev.pixio.onnx.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Against the examples of protobuf.dev/programming-guides/encoding. */
class ProtoMessageTest {

    @Test
    void fieldsAreThoseOfTheGuide() throws IOException {
        assertThat(hex(new ProtoMessage().number(1, 150))).isEqualTo("089601");
        assertThat(hex(new ProtoMessage().text(2, "testing"))).isEqualTo("120774657374696e67");
        assertThat(hex(new ProtoMessage().content(3, new ProtoMessage().number(1, 150))))
                .isEqualTo("1a03089601");
        assertThat(hex(new ProtoMessage().number(1, -2))).isEqualTo("08feffffffffffffffff01");
        assertThat(hex(new ProtoMessage().real(1, 1.5f))).isEqualTo("0d0000c03f");
        assertThat(hex(new ProtoMessage().number(20, 7))).isEqualTo("a00107");
    }

    @Test
    void aLargeContentComesInItsPlace() throws IOException {
        byte[] large = new byte[100_000];
        Arrays.fill(large, (byte) 7);
        ProtoMessage inner =
                new ProtoMessage().number(1, 1).content(2, Content.of(large)).number(3, 3);
        ProtoMessage outer = new ProtoMessage().content(1, inner).number(2, 2);
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
