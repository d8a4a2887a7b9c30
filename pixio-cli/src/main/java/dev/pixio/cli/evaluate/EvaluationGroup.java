package dev.pixio.cli.evaluate;

import dev.pixio.cli.console.Version;
import dev.pixio.data.LabelledSource;
import dev.pixio.data.loader.LoaderOptions;
import dev.pixio.embed.EncoderSettings;
import dev.pixio.eval.features.LabelledImages;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.precision.AutoPrecision;
import dev.pixio.precision.Workload;
import dev.pixio.torch.Libtorch;
import dev.pixio.torch.group.DividedTask;
import java.util.Locale;
import org.bytedeco.pytorch.Device;

/** What the processes of an evaluation agree on before they begin. */
final class EvaluationGroup {

    private EvaluationGroup() {}

    /**
     * Settings whose precision is that which process 0 chooses for a model; unchanged in a single process.
     */
    static EncoderSettings samePrecision(DividedTask task, EncoderSettings settings, PixioConfig model) {
        if (task.group().size() == 1) {
            return settings;
        }
        String own = "";
        if (task.group().isFirst()) {
            Device device = Libtorch.device(settings.device());
            int patch = model.grid().patchSize();
            int patches = settings.framing(model.grid()).height()
                    / patch
                    * (settings.framing(model.grid()).width() / patch);
            own = AutoPrecision.resolve(settings.precision(), device, Workload.features(model.encoder(), patches))
                    .toString();
        }
        task.group().awaitFirst(0);
        return settings.withPrecision(task.group().gather(own).get(0));
    }

    /** Checks that all processes have the same version and batches. */
    static void requireSame(DividedTask task, LoaderOptions loading) {
        if (task.group().size() > 1) {
            task.requireSame("the version of Pixio", Version.number());
            task.requireSame("--batch-size", Integer.toString(loading.batches().size()));
        }
    }

    /** Checks that all processes have the same images. */
    static void requireSame(DividedTask task, LabelledImages images) {
        if (task.group().size() > 1) {
            task.requireSame("the list of training images", list(images.train()));
            task.requireSame("the list of test images", list(images.test()));
        }
    }

    private static String list(LabelledSource source) {
        return String.format(Locale.ROOT, "%,d images with fingerprint %s", source.size(), source.fingerprint());
    }
}
