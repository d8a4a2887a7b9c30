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

/** Reconstructions at several steps: a scrolling row of images, which the script of the page turns into a slider. */
final class FrameSequence {

    /** Maximum number of images in a report, over all its runs. */
    static final int MAX_FRAMES = 12;

    /** Maximum number of bytes of all images in a report, before base64. */
    private static final int MAX_TOTAL_BYTES = 6_000_000;

    private FrameSequence() {}

    /**
     * Writes the reconstructions of a run, if it has any.
     *
     * @param maxFrames maximum number of images of this run, at least 1
     * @param runs number of runs in the report
     */
    static void write(HtmlWriter page, ReportedRun run, int maxFrames, int runs) throws IOException {
        List<Frame> frames = frames(
                evenlySpaced(run.reconstructions(), maxFrames),
                MAX_TOTAL_BYTES / Math.max(MAX_FRAMES, maxFrames * runs));
        if (frames.isEmpty()) {
            return;
        }
        page.element("h2", "Reconstructions");
        page.raw("<div class=\"card sequence\" data-sequence>");
        description(page, frames.size(), run.reconstructions().size());
        page.raw("<div class=\"sequence-frames\" tabindex=\"0\">\n");
        for (Frame frame : frames) {
            String step = "After step " + NumberText.whole(frame.step);
            page.raw("<figure><img src=\"" + frame.image.uri() + "\" width=\"" + frame.image.width() + "\" height=\""
                    + frame.image.height() + "\" alt=\"" + step
                    + ": each row shows the original, the visible patches, the reconstruction, and both combined\">");
            page.element("figcaption", step).raw("</figure>\n");
        }
        page.raw("</div></div>\n");
    }

    private static void description(HtmlWriter page, int shown, int all) {
        page.raw("<div class=\"sequence-text\">");
        page.element("p", "Reconstructions of the same images with the same masks at several steps of the run.");
        page.element(
                "p",
                "quiet small",
                "Each row is one image: original, visible patches, reconstruction, and both combined. The model predicts"
                        + " patches normalised to mean 0 and variance 1; the images use mean and variance of the original"
                        + " patches, so compare structure, not brightness.");
        if (all > shown) {
            page.element(
                    "p",
                    "quiet small",
                    shown + " of " + all + " are shown, evenly spaced; the folder reconstructions has the others.");
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

    /** At most {@code maxFrames} of the reconstructions, evenly spaced, including the first and the last. */
    static List<RecordedReconstruction> evenlySpaced(List<RecordedReconstruction> all, int maxFrames) {
        if (all.size() <= maxFrames) {
            return all;
        }
        if (maxFrames <= 1) {
            return all.subList(all.size() - 1, all.size());
        }
        List<RecordedReconstruction> chosen = new ArrayList<>();
        for (int i = 0; i < maxFrames; i++) {
            chosen.add(all.get((int) Math.round((double) i * (all.size() - 1) / (maxFrames - 1))));
        }
        return chosen;
    }
}
