package dev.pixio.torch.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.torch.Tensors;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Processes, here threads, that divide batches. */
@Timeout(60)
class DividedTaskTest {

    private final List<String> taken = Collections.synchronizedList(new ArrayList<>());
    private final List<Long> computed = Collections.synchronizedList(new ArrayList<>());

    /** The result of a batch is its number. */
    private class Numbers implements BatchWork<Long> {

        @Override
        public Long compute(long batch) throws IOException {
            computed.add(batch);
            return batch;
        }

        @Override
        public void receive(long batch, Long result) throws IOException {
            taken.add(batch + "=" + result);
        }

        @Override
        public Packed pack(Long result) {
            return new Packed("ä" + result, Tensors.of(new float[] {result, -result}, 2));
        }

        @Override
        public Long unpack(Packed packed) {
            assertThat(Tensors.toFloats(packed.values())[1])
                    .isEqualTo(-Float.parseFloat(packed.text().substring(1)));
            return Long.valueOf(packed.text().substring(1));
        }
    }

    private static List<String> first(int batches) {
        return LongStream.range(0, batches).mapToObj(i -> i + "=" + i).toList();
    }

    @ParameterizedTest
    @CsvSource({"1, 7", "2, 7", "3, 7", "3, 6", "4, 2", "2, 0"})
    void processZeroTakesAllBatchesInOrderAndEachIsComputedOnce(int processes, int batches) throws Exception {
        List<DividedTask.Ending> endings =
                ThreadGroups.run(processes, group -> new DividedTask(group).run(batches, new Numbers()));

        assertThat(endings).containsOnly(DividedTask.Ending.COMPLETE);
        assertThat(taken).isEqualTo(first(batches));
        assertThat(computed)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.range(0, batches).boxed().toList());
    }

    @Test
    void aFailureOfAProcessEndsAllAfterTheBatchesBeforeIt() throws Exception {
        List<Future<DividedTask.Ending>> results = ThreadGroups.start(
                3,
                group -> new DividedTask(group).run(9, new Numbers() {
                    @Override
                    public Long compute(long batch) throws IOException {
                        if (batch == 4) {
                            throw new IOException("no such image");
                        }
                        return super.compute(batch);
                    }
                }));

        assertThat(taken).isEqualTo(first(4));
        assertThatThrownBy(results.get(1)::get)
                .cause()
                .isInstanceOf(IOException.class)
                .hasMessage("no such image");
        for (int other : new int[] {0, 2}) {
            assertThatThrownBy(results.get(other)::get)
                    .cause()
                    .isInstanceOf(GroupException.class)
                    .hasMessage("process 1 failed: no such image");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4, 8})
    void aBatchThatProcessZeroCannotTakeEndsAll(int refused) throws Exception {
        List<Future<DividedTask.Ending>> results = ThreadGroups.start(
                3,
                group -> new DividedTask(group).run(9, new Numbers() {
                    @Override
                    public void receive(long batch, Long result) throws IOException {
                        if (batch == refused) {
                            throw new IOException("the disk is full");
                        }
                        super.receive(batch, result);
                    }
                }));

        assertThat(taken).isEqualTo(first(refused));
        assertThatThrownBy(results.get(0)::get).cause().isInstanceOf(IOException.class);
        assertThatThrownBy(results.get(2)::get).cause().hasMessage("process 0 failed: the disk is full");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void aProcessThatIsAskedToStopStopsAll(int processes) throws Exception {
        List<DividedTask.Ending> endings = ThreadGroups.run(
                processes,
                group -> new DividedTask(group).run(99, new Numbers() {
                    @Override
                    public boolean isStopRequested() {
                        return group.rank() == group.size() - 1 && computed.size() >= 10;
                    }
                }));

        assertThat(endings).containsOnly(DividedTask.Ending.STOPPED);
        assertThat(taken.size()).isBetween(10, 16);
        assertThat(taken).isEqualTo(first(taken.size()));
    }

    @Test
    void processZeroMaySkipAPassAndEndTheTaskEarly() throws Exception {
        List<List<DividedTask.Ending>> endings = ThreadGroups.run(2, group -> {
            DividedTask task = new DividedTask(group);
            List<DividedTask.Ending> ends = new ArrayList<>();
            if (group.isFirst()) {
                task.skip();
                ends.add(task.run(3, new Numbers()));
            } else {
                for (int i = 0; i < 4; i++) {
                    ends.add(task.run(3, new Numbers()));
                }
            }
            task.end();
            return ends;
        });

        assertThat(endings.get(0)).containsExactly(DividedTask.Ending.COMPLETE);
        assertThat(endings.get(1))
                .containsExactly(
                        DividedTask.Ending.SKIPPED,
                        DividedTask.Ending.COMPLETE,
                        DividedTask.Ending.ENDED,
                        DividedTask.Ending.ENDED);
    }

    @Test
    void aFollowerThatFailedInAPassAwaitsTheEnd() throws Exception {
        List<Future<DividedTask.Ending>> results = ThreadGroups.start(2, group -> {
            DividedTask task = new DividedTask(group);
            try {
                return task.run(3, new Numbers() {
                    @Override
                    public Long compute(long batch) throws IOException {
                        throw new IOException("batch " + batch);
                    }
                });
            } finally {
                if (group.isFirst()) {
                    task.skip();
                }
                task.end();
            }
        });

        assertThatThrownBy(results.get(0)::get).cause().hasMessage("batch 0");
        assertThatThrownBy(results.get(1)::get).cause().hasMessage("process 0 failed: batch 0");
    }
}
