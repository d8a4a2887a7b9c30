package dev.pixio.embed.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Batches of an unfinished export whose checksum is right, and whose sizes are not those of their content. */
class DamagedBatchTest {

    private static final int HUGE_ROW = Integer.MAX_VALUE - 7;

    private static List<String> names(byte[] batch, int rowBytes) throws IOException {
        List<String> names = new ArrayList<>();
        DataInputStream data = new DataInputStream(new ByteArrayInputStream(batch));
        FeatureBatch.visit(data, rowBytes, (name, row) -> names.add(name));
        return names;
    }

    @Test
    void sizesThatLieAreRefusedBeforeMemoryIsAllocated() {
        byte[] oneRow = ByteBuffer.allocate(16).putInt(1).array();
        assertThatThrownBy(() -> names(oneRow, HUGE_ROW)).isInstanceOf(EOFException.class);
        byte[] negativeName = ByteBuffer.allocate(16).putInt(1).putInt(-5).array();
        assertThatThrownBy(() -> names(negativeName, 4)).isInstanceOf(EOFException.class);
        byte[] longName = ByteBuffer.allocate(16).putInt(1).putInt(HUGE_ROW).array();
        assertThatThrownBy(() -> names(longName, 4)).isInstanceOf(EOFException.class);
        byte[] negativeIndex =
                ByteBuffer.allocate(32).putInt(0).putInt(1).putLong(-1).array();
        assertThatThrownBy(() -> names(negativeIndex, 4)).isInstanceOf(EOFException.class);
    }

    @Test
    void aBatchWithoutRowsNeedsNoMemoryForOne() throws IOException {
        assertThat(names(new byte[8], HUGE_ROW)).isEmpty();
    }
}
