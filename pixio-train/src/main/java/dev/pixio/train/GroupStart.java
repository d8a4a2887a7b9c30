package dev.pixio.train;

import dev.pixio.precision.AutoPrecision;
import dev.pixio.torch.Precision;
import dev.pixio.torch.group.GroupException;
import dev.pixio.torch.group.ProcessGroup;
import dev.pixio.train.checkpoint.TrainingState;
import dev.pixio.train.objective.Objective;
import dev.pixio.train.plan.MachinePlan;
import dev.pixio.train.plan.PlanChange;
import dev.pixio.train.plan.PlanFile;
import dev.pixio.train.plan.RunPlan;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bytedeco.pytorch.Device;
import tools.jackson.databind.json.JsonMapper;

/** What the processes of a group compare, and receive from process 0, before their first step. */
final class GroupStart {

    /** Where the images are may differ between hosts; their list is compared. */
    private static final String SOURCE = "data.source";

    private GroupStart() {}

    /**
     * All processes must train the same; how each computes (threads, micro-batch) may differ.
     *
     * @throws GroupException if they differ in version, plan or images
     */
    static void requireSame(ProcessGroup group, RunPlan plan, TrainingState.Source source) {
        if (group.isAlone()) {
            return;
        }
        group.requireSame("the version of Pixio", version());
        requireSamePlan(group, plan);
        group.requireSame(
                "the list of images",
                String.format(Locale.ROOT, "%,d images with fingerprint %s", source.size(), source.fingerprint()));
    }

    /** The version of Pixio. */
    static String version() {
        String version = GroupStart.class.getPackage().getImplementationVersion();
        return version == null ? "unknown" : version;
    }

    private static void requireSamePlan(ProcessGroup group, RunPlan plan) {
        MachinePlan machine = plan.machine();
        RunPlan common = plan.withMachine(MachinePlan.AUTO
                .withDevice(machine.device())
                .withPrecision(machine.precision())
                .withGradients(machine.gradients()));
        String first = group.gather(group.isFirst() ? PlanFile.toTree(common).toString() : "")
                .get(0);
        String difference = PlanChange.between(JsonMapper.shared().readTree(first), common).stream()
                .filter(change -> !change.setting().equals(SOURCE))
                .map(change -> change.setting() + " is " + change.before() + " in process 0 and " + change.now()
                        + " in process " + group.rank())
                .findFirst()
                .orElse("");
        List<String> differences = group.gather(difference);
        differences.stream().filter(text -> !text.isEmpty()).findFirst().ifPresent(text -> {
            throw new GroupException("the setting " + text + "; start all processes with the same options");
        });
    }

    /** The precision that process 0 chooses. */
    static Precision precision(ProcessGroup group, Objective objective, Device device) {
        String own = group.isFirst()
                ? AutoPrecision.resolve(objective.plan().machine().precision(), device, objective.workload())
                        .toString()
                : "";
        return Precision.named(group.gather(own).get(0)).orElseThrow();
    }

    /** The state of process 0. */
    static Optional<TrainingState> shared(ProcessGroup group, Optional<TrainingState> own) {
        if (group.isAlone()) {
            return own;
        }
        String text = group.gather(
                        group.isFirst() ? own.map(TrainingState::toJson).orElse("") : "")
                .get(0);
        return text.isEmpty() ? Optional.empty() : Optional.of(TrainingState.ofJson(text));
    }
}
