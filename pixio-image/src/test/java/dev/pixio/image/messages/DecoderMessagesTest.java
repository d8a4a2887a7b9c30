package dev.pixio.image.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DecoderMessagesTest {

    @Test
    void twoDecodersAtOnceEachGetTheirOwnLines() throws Exception {
        CyclicBarrier together = new CyclicBarrier(2);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        List<List<String>> found = new ArrayList<>();
        try {
            for (Future<List<String>> lines :
                    threads.invokeAll(List.of(decoder("a", together), decoder("b", together)))) {
                found.add(lines.get());
            }
        } finally {
            threads.shutdown();
        }
        assertThat(found).containsExactly(List.of("a0", "a1", "a2"), List.of("b0", "b1", "b2"));
    }

    private static Callable<List<String>> decoder(String name, CyclicBarrier together) {
        return () -> {
            List<String> messages = new ArrayList<>();
            DecoderMessages.during(
                    () -> {
                        for (int i = 0; i < 3; i++) {
                            meet(together);
                            DecoderMessages.collect(name);
                            meet(together);
                            DecoderMessages.collect(i + "\n");
                        }
                        return name;
                    },
                    line -> false,
                    messages);
            return messages;
        };
    }

    private static void meet(CyclicBarrier together) {
        try {
            together.await(1, TimeUnit.MINUTES);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void outsideOfADecoderNothingIsTaken() {
        List<String> messages = new ArrayList<>();
        assertThat(DecoderMessages.collect("before\n")).isFalse();
        assertThat(DecoderMessages.during(() -> DecoderMessages.collect("in it\n"), line -> false, messages))
                .isTrue();
        assertThat(DecoderMessages.collect("after\n")).isFalse();
        assertThat(messages).containsExactly("in it");
    }

    @Test
    void aDecoderThatThrowsLeavesItsLinesAndEnds() {
        List<String> messages = new ArrayList<>();
        assertThatThrownBy(() -> DecoderMessages.during(
                        () -> {
                            DecoderMessages.collect("reason");
                            throw new IllegalStateException("failed");
                        },
                        line -> false,
                        messages))
                .hasMessage("failed");
        assertThat(messages).containsExactly("reason");
        assertThat(DecoderMessages.collect("after\n")).isFalse();
    }
}
