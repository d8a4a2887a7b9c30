package dev.pixio.cli.pretrain;

import dev.pixio.monitor.live.LivePage;
import dev.pixio.monitor.mlflow.MlflowAddress;
import dev.pixio.monitor.mlflow.MlflowListener;
import dev.pixio.monitor.report.ReportListener;
import dev.pixio.monitor.report.summary.EnvironmentFile;
import dev.pixio.monitor.tensorboard.TensorBoardListener;
import dev.pixio.train.listener.TrainingListener;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Who watches a run from outside. */
final class MonitorOptions {

    @Option(
            names = "--no-tensorboard",
            order = 1,
            description = "Write no event files for TensorBoard into the run's folder.")
    private boolean noTensorBoard;

    @Option(names = "--no-report", order = 2, description = "Write no report.html at the end of the run.")
    private boolean noReport;

    @Option(
            names = "--ui",
            order = 3,
            arity = "0..1",
            paramLabel = "PORT",
            fallbackValue = Port.USUAL,
            converter = Port.class,
            description = "Show the run in the browser while it goes on, to this machine alone. Without PORT at "
                    + LivePage.DEFAULT_PORT + ", or at the next that is free; 0 is any that is free.")
    private @Nullable Integer ui;

    @Option(
            names = "--ui-keep",
            order = 4,
            description = "As --ui, and keep the page served after the end of the run, until Ctrl-C.")
    private boolean uiKeep;

    @Option(
            names = "--mlflow",
            paramLabel = "URI",
            order = 5,
            description =
                    "Log the run to an MLflow tracking server, such as http://localhost:5000, in the background. Its"
                            + " user, password or token come from MLFLOW_TRACKING_USERNAME, _PASSWORD and _TOKEN.")
    private @Nullable URI mlflow;

    @Option(
            names = "--mlflow-experiment",
            paramLabel = "NAME",
            order = 6,
            defaultValue = MlflowAddress.DEFAULT_EXPERIMENT,
            description = "Experiment of MLflow that the run belongs to (default: ${DEFAULT-VALUE}).")
    private String experiment = MlflowAddress.DEFAULT_EXPERIMENT;

    /** A number, or the word that stands for none. */
    static final class Port implements ITypeConverter<Integer> {

        static final String USUAL = "usual";
        private static final int ANY_USUAL = -1;

        @Override
        public Integer convert(String typed) {
            if (typed.equals(USUAL)) {
                return ANY_USUAL;
            }
            if (!typed.matches("\\d{1,5}") || Integer.parseInt(typed) > 65_535) {
                throw new TypeConversionException("a port is a number from 0 to 65535, not '" + typed + "'");
            }
            return Integer.valueOf(typed);
        }
    }

    /**
     * Opens what is asked for.
     *
     * @param out receives the address of the page, however quiet the run is
     * @throws IllegalArgumentException in the user's words
     */
    MonitorListeners open(PrintWriter out) throws IOException {
        List<TrainingListener> listeners = new ArrayList<>();
        listeners.add(new EnvironmentFile());
        if (!noTensorBoard) {
            listeners.add(new TensorBoardListener());
        }
        if (!noReport) {
            listeners.add(new ReportListener());
        }
        if (mlflow != null) {
            listeners.add(new MlflowListener(new MlflowAddress(mlflow, experiment)));
        }
        if (ui != null || uiKeep) {
            // The last one, for it shows what the others made.
            LivePage page = ui == null || ui == Port.ANY_USUAL ? LivePage.open() : LivePage.open(ui);
            out.println("watch it at " + page.url());
            out.flush();
            listeners.add(page);
        }
        return new MonitorListeners(listeners);
    }

    /** After the end of a run: keeps the page up if that is asked for, until the process is interrupted. */
    void keep(PrintWriter out) throws InterruptedException {
        if (uiKeep) {
            out.println("The page stays where it is until Ctrl-C.");
            out.flush();
            new CountDownLatch(1).await();
        }
    }
}
