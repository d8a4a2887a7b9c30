package dev.pixio.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.distributed.Rendezvous.StoreServer;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RendezvousTest {

    private static final Map<String, String> TORCHRUN =
            Map.of("RANK", "3", "WORLD_SIZE", "4", "LOCAL_RANK", "1", "MASTER_ADDR", "node0", "MASTER_PORT", "29500");

    private static final Map<String, String> SLURM = Map.of(
            "SLURM_PROCID", "2",
            "SLURM_STEP_NUM_TASKS", "4",
            "SLURM_LOCALID", "0",
            "SLURM_STEP_NODELIST", "gpu[07-08]",
            "SLURM_JOB_ID", "4711",
            "SLURM_STEP_ID", "1");

    private static Map<String, String> with(Map<String, String> variables, String name, String value) {
        Map<String, String> changed = new HashMap<>(variables);
        changed.put(name, value);
        return changed;
    }

    @Test
    void withoutVariablesThereIsNoGroup() {
        assertThat(Rendezvous.of(Map.of("PATH", "/bin", "RANK", ""))).isEmpty();
    }

    @Test
    void torchrunsVariablesComeFirst() {
        Map<String, String> both = new HashMap<>(SLURM);
        both.putAll(TORCHRUN);
        assertThat(Rendezvous.of(both))
                .contains(new Rendezvous(
                        "torchrun's variables", 3, 4, 1, "node0", 29500, new StoreServer(false, "pixio/attempt-0")));
    }

    @Test
    void theStoreOfTorchrunsAgentIsUsed() {
        Map<String, String> variables =
                with(with(TORCHRUN, "TORCHELASTIC_USE_AGENT_STORE", "True"), "TORCHELASTIC_RESTART_COUNT", "2");
        assertThat(Rendezvous.of(variables).orElseThrow().store()).isEqualTo(new StoreServer(true, "pixio/attempt-2"));
    }

    @Test
    void slurmsFirstHostIsProcessZeros() {
        assertThat(Rendezvous.of(SLURM))
                .contains(new Rendezvous(
                        "SLURM's variables", 2, 4, 0, "gpu07", 24711, new StoreServer(false, "pixio/step-1-0")));
        assertThat(Rendezvous.of(with(SLURM, "MASTER_ADDR", "10.0.0.1"))
                        .orElseThrow()
                        .host())
                .isEqualTo("10.0.0.1");
    }

    @Test
    void openMpiNeedsTheHostOnlyIfThereAreSeveral() {
        Map<String, String> oneHost = Map.of(
                "OMPI_COMM_WORLD_RANK", "1",
                "OMPI_COMM_WORLD_SIZE", "2",
                "OMPI_COMM_WORLD_LOCAL_RANK", "1",
                "OMPI_COMM_WORLD_LOCAL_SIZE", "2");
        assertThat(Rendezvous.of(oneHost).orElseThrow().host()).isEqualTo("127.0.0.1");
        assertThatThrownBy(() -> Rendezvous.of(with(oneHost, "OMPI_COMM_WORLD_LOCAL_SIZE", "1")))
                .hasMessage("Open MPI's variables: MASTER_ADDR is missing; set it to the host of process 0");
        assertThat(Rendezvous.of(Map.of("PMI_RANK", "1", "PMI_SIZE", "2", "MASTER_ADDR", "node1")))
                .contains(new Rendezvous("PMI's variables", 1, 2, 1, "node1", 20_000, StoreServer.FIRST_PROCESS));
    }

    @ParameterizedTest
    @CsvSource({
        "RANK, 4, the rank must be 0 to 3",
        "RANK, x, RANK is not a number: 'x'",
        "WORLD_SIZE, 0, the number of processes must be at least 1",
        "MASTER_PORT, 70000, the port must be 1 to 65535",
        "MASTER_ADDR, ' ', MASTER_ADDR is missing"
    })
    void wrongVariablesAreNamed(String name, String value, String message) {
        assertThatThrownBy(() -> Rendezvous.of(with(TORCHRUN, name, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("torchrun's variables: " + message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "node7 | node7",
                "node[03-05,7] | node03",
                "a,b | a",
                "rack1-n[12,14]-ib,login | rack1-n12-ib",
                "[1-2] | 1"
            })
    void theFirstHostOfAList(String list, String first) {
        assertThat(HostList.first(list)).isEqualTo(first);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",a", "a[", "a[-]"})
    void whatIsNoListIsRefused(String list) {
        assertThatThrownBy(() -> HostList.first(list)).hasMessage("not a list of hosts: '" + list + "'");
    }
}
