package dev.pixio.cli.training;

import dev.pixio.cli.console.OptionSection;
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

/** TensorBoard, report, live page and MLflow of a run. */
@OptionSection("Monitoring")
public final class MonitorOptions {

    @Option(names = "--no-tensorboard", order = 1, description = "Do not write event files for TensorBoard.")
    private boolean noTensorBoard;

    @Option(names = "--no-report", order = 2, description = "Do not write report.html at the end of the run.")
    private boolean noReport;

    @Option(
            names = "--ui",
            order = 3,
            arity = "0..1",
            paramLabel = "PORT",
            fallbackValue = Port.DEFAULT,
            converter = Port.class,
            description = "Serve a live page of the run, to browsers on this machine only. Default port: "
                    + LivePage.DEFAULT_PORT + " or the next free one; 0 for any free port.")
    private @Nullable Integer ui;

    @Option(
            names = "--ui-keep",
            order = 4,
            description = "As --ui, and serve the page after the end of the run until Ctrl-C.")
    private boolean uiKeep;

    @Option(
            names = "--mlflow",
            paramLabel = "URI",
            order = 5,
            description = "Log the run to an MLflow tracking server such as http://localhost:5000, in the background."
                    + " Credentials are read from MLFLOW_TRACKING_USERNAME, _PASSWORD and _TOKEN.")
    private @Nullable URI mlflow;

    @Option(
            names = "--mlflow-experiment",
            paramLabel = "NAME",
            order = 6,
            defaultValue = MlflowAddress.DEFAULT_EXPERIMENT,
            description = "MLflow experiment of the run (default: ${DEFAULT-VALUE}).")
    private String experiment = MlflowAddress.DEFAULT_EXPERIMENT;

    /** Converts a port; {@link #DEFAULT} stands for {@code --ui} without one. */
    static final class Port implements ITypeConverter<Integer> {

        static final String DEFAULT = "default";
        private static final int DEFAULT_PORT = -1;

        @Override
        public Integer convert(String value) {
            if (value.equals(DEFAULT)) {
                return DEFAULT_PORT;
            }
            if (!value.matches("\\d{1,5}") || Integer.parseInt(value) > 65_535) {
                throw new TypeConversionException("a port is a number from 0 to 65535, not '" + value + "'");
            }
            return Integer.valueOf(value);
        }
    }

    /**
     * Creates the selected listeners; the caller closes them.
     *
     * @param out receives the address of the live page, also with {@code --quiet}
     * @throws IllegalArgumentException if the address of MLflow is invalid
     */
    public MonitorListeners open(PrintWriter out) throws IOException {
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
            // The last one: it shows files that the others write.
            LivePage page = ui == null || ui == Port.DEFAULT_PORT ? LivePage.open() : LivePage.open(ui);
            out.println("live page: " + page.url());
            out.flush();
            listeners.add(page);
        }
        return new MonitorListeners(listeners);
    }

    /** With {@code --ui-keep}: waits after the end of a run until the process is interrupted. */
    public void keep(PrintWriter out) throws InterruptedException {
        if (uiKeep) {
            out.println("The live page is served until Ctrl-C.");
            out.flush();
            new CountDownLatch(1).await();
        }
    }
}
