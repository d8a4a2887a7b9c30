package dev.pixio.monitor.report;

import dev.pixio.monitor.NumberText;
import dev.pixio.monitor.history.RecordedReconstruction;
import dev.pixio.monitor.report.html.EmbeddedImage;
import dev.pixio.monitor.report.html.HtmlWriter;
import dev.pixio.monitor.report.summary.ReportedRun;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reconstructions through time: a strip of images that scrolls, of which the page's script makes a slider. */
final class FrameSequence {

    /** Images of a report, of all its runs together. */
    static final int MOST = 12;

    /** Bytes of all images of a report; as base64 they are a third more. */
    private static final int BUDGET = 6_000_000;

    private FrameSequence() {}

    /**
     * The images of a run, if it has any.
     *
     * @param most images of this run, at least 1
     * @param runs that share the page
     */
    static void write(HtmlWriter page, ReportedRun run, int most, int runs) throws IOException {
        List<Frame> frames = frames(spread(run.reconstructions(), most), BUDGET / Math.max(MOST, most * runs));
        if (frames.isEmpty()) {
            return;
        }
        page.element("h2", "Reconstructions");
        page.raw("<div class=\"card film\" data-film>");
        words(page, frames.size(), run.reconstructions().size());
        page.raw("<div class=\"film-frames\" tabindex=\"0\">\n");
        for (Frame frame : frames) {
            String step = "After step " + NumberText.whole(frame.step);
            page.raw("<figure><img src=\"" + frame.image.uri() + "\" width=\"" + frame.image.width() + "\" height=\""
                    + frame.image.height() + "\" alt=\"" + step
                    + ": rows of images: original, masked, reconstruction, and both together\">");
            page.element("figcaption", step).raw("</figure>\n");
        }
        page.raw("</div></div>\n");
    }

    private static void words(HtmlWriter page, int shown, int all) {
        page.raw("<div class=\"film-text\">");
        page.element("p", "Reconstructions of the same images under the same masks at several steps of the run.");
        page.element(
                "p",
                "quiet small",
                "Each row is one image: original, visible patches, reconstruction, and both together. The model predicts"
                        + " patches normalised to mean 0 and variance 1; mean and variance here are those of the original,"
                        + " so judge shapes, not brightness.");
        if (all > shown) {
            page.element(
                    "p",
                    "quiet small",
                    shown + " of " + all
                            + " are shown here, evenly spread; the folder reconstructions has all of them.");
        }
        page.raw("</div>\n");
    }

    private record Frame(long step, EmbeddedImage image) {}

    private static List<Frame> frames(List<RecordedReconstruction> chosen, int budget) throws IOException {
        List<Frame> frames = new ArrayList<>();
        for (RecordedReconstruction one : chosen) {
            Optional<EmbeddedImage> image = EmbeddedImage.of(one.image(), budget);
            image.ifPresent(read -> frames.add(new Frame(one.step(), read)));
        }
        return frames;
    }

    /** Some of many, the first and the last among them, at steps that are as evenly apart as there are images. */
    static List<RecordedReconstruction> spread(List<RecordedReconstruction> all, int most) {
        if (all.size() <= most) {
            return all;
        }
        if (most <= 1) {
            return all.subList(all.size() - 1, all.size());
        }
        List<RecordedReconstruction> chosen = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            chosen.add(all.get((int) Math.round((double) i * (all.size() - 1) / (most - 1))));
        }
        return chosen;
    }
}
