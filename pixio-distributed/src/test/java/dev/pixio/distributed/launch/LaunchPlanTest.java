package dev.pixio.distributed.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.distributed.Rendezvous;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LaunchPlanTest {

    private static LaunchPlan plan(int processes, List<Integer> cores, int gpus) {
        return new LaunchPlan(processes, 2, 1, "node0", 29500, cores, LaunchPlan.gpuNames(gpus, ""));
    }

    @Test
    void ranksOfTheSecondHostFollowThoseOfTheFirst() {
        Map<String, String> variables = plan(3, List.of(), 4).environment(2, 5);
        assertThat(variables)
                .containsEntry("RANK", "5")
                .containsEntry("WORLD_SIZE", "6")
                .containsEntry("LOCAL_RANK", "2")
                .containsEntry("MASTER_ADDR", "node0")
                .containsEntry("MASTER_PORT", "29500")
                .containsEntry("TORCHELASTIC_RESTART_COUNT", "5")
                .containsEntry("CUDA_VISIBLE_DEVICES", "2");
        assertThat(Rendezvous.of(variables).orElseThrow().rank()).isEqualTo(5);
        assertThat(plan(3, List.of(), 0).environment(2, 5)).doesNotContainKey("CUDA_VISIBLE_DEVICES");
    }

    /** Else its processes would all wait for the store of that torchrun, which does not have this port. */
    @Test
    void aLauncherThatTorchrunStartedHasAStoreOfItsOwn() {
        Map<String, String> variables = new HashMap<>(Map.of("TORCHELASTIC_USE_AGENT_STORE", "True"));
        variables.putAll(plan(1, List.of(), 0).environment(0, 0));
        assertThat(Rendezvous.of(variables).orElseThrow().store().external()).isFalse();
    }

    @Test
    void ofTheGpusThatThisProcessSeesEachGetsOne() {
        assertThat(LaunchPlan.gpuNames(3, "")).containsExactly("0", "1", "2");
        List<String> visible = LaunchPlan.gpuNames(2, "3, GPU-5f2c");
        assertThat(visible).containsExactly("3", "GPU-5f2c");
        LaunchPlan plan = new LaunchPlan(2, 1, 0, "node0", 29500, List.of(), visible);
        assertThat(plan.environment(1, 0)).containsEntry("CUDA_VISIBLE_DEVICES", "GPU-5f2c");
    }

    @Test
    void coresAreDividedWithoutOverlap() {
        LaunchPlan plan = plan(3, List.of(0, 1, 4, 5, 6), 0);
        List<String> bound = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            List<String> command = plan.command(List.of("java"), i, true);
            assertThat(command).startsWith("taskset", "-c").endsWith("java");
            bound.add(command.get(2));
        }
        assertThat(bound).containsExactly("0", "1,4", "5,6");
    }

    @Test
    void withTooFewCoresOrWithoutTasksetNoneAreBound() {
        assertThat(plan(3, List.of(0, 1), 0).command(List.of("java"), 2, true)).containsExactly("java");
        assertThat(plan(2, List.of(0, 1), 0).command(List.of("java"), 1, false)).containsExactly("java");
    }

    @Test
    void withMoreProcessesThanCoresEachHasOneThread() {
        assertThat(plan(3, List.of(0, 1), 0).defaults()).containsExactly(Map.entry("OMP_NUM_THREADS", "1"));
        assertThat(plan(2, List.of(0, 1), 0).defaults()).isEmpty();
    }

    @Test
    void impossiblePlansAreRefused() {
        assertThatThrownBy(() -> plan(0, List.of(), 0)).hasMessage("--processes must be at least 1, not 0");
        assertThatThrownBy(() -> plan(3, List.of(), 2))
                .hasMessage("--processes must be at most the number of GPUs, 2, not 3");
        assertThatThrownBy(() -> new LaunchPlan(1, 2, 2, "a", 1, List.of(), List.of()))
                .hasMessage("--node-rank must be 0 to 1, not 2");
    }
}
