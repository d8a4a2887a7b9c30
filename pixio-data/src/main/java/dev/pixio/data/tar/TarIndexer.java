package dev.pixio.data.tar;

import dev.pixio.data.remote.RemoteException;
import dev.pixio.data.tar.TarMembers.Member;
import dev.pixio.data.tar.stream.ByteFeed;
import dev.pixio.image.format.ImageFormat;
import dev.pixio.io.OneLine;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes the index of an archive in one pass. Members that follow each other and have the same name up to the first dot of the file name are
 * a sample, as in WebDataset. Its image is the first with nothing but an image's extension after that dot, or else the first image.
 */
final class TarIndexer {

    private static final int LONGEST_NAME = 4096;

    /** Bytes of a member {@code .cls}; a longer one names no class. */
    private static final int LONGEST_LABEL = 256;

    private final ByteFeed feed;
    private final TarIndex index = new TarIndex();
    private String key = "";
    private @Nullable Member image;
    private boolean exact;
    private long others;
    private String label = "";

    private TarIndexer(ByteFeed feed) {
        this.feed = feed;
    }

    /**
     * Reads an archive to its end, or to the place where it is damaged.
     *
     * @param added receives the number of images when one is added
     * @throws IOException in one line: it has no header of a member
     */
    static TarIndex index(ByteFeed feed, LongConsumer added) throws IOException {
        TarIndexer indexer = new TarIndexer(feed);
        TarMembers members = new TarMembers(feed);
        try {
            for (Optional<Member> member = members.next(); member.isPresent(); member = members.next()) {
                indexer.add(member.get(), added);
            }
        } catch (RemoteException e) {
            throw e; // the archive is not damaged
        } catch (IOException e) {
            if (!members.hasBegun()) {
                throw e;
            }
            indexer.index.damaged(String.valueOf(e.getMessage()));
        }
        indexer.end(added);
        return indexer.index;
    }

    private void add(Member member, LongConsumer added) throws IOException {
        switch (member.kind()) {
            case FOLDER -> {}
            case LINK -> index.leaveOut("links", 1);
            case SPECIAL -> index.leaveOut("members that are no files", 1);
            case FILE -> addFile(member, added);
        }
    }

    private void addFile(Member member, LongConsumer added) throws IOException {
        String name = member.name();
        String file = name.substring(name.lastIndexOf('/') + 1);
        if (file.startsWith(".")) {
            return; // hidden, as those that macOS adds
        }
        if (name.length() > LONGEST_NAME || member.isOutside()) {
            index.leaveOut("members with names that lead out of the archive, or that are too long", 1);
            return;
        }
        int dot = file.indexOf('.');
        String sample = name.substring(0, name.length() - file.length()) + (dot < 0 ? file : file.substring(0, dot));
        if (!sample.equals(key)) {
            end(added);
            key = sample;
            index.addSamples(1);
        }
        if (dot >= 0 && file.substring(dot).equals(".cls") && member.size() <= LONGEST_LABEL) {
            label = label(member);
            return;
        }
        if (ImageFormat.ofFileName(file).isEmpty()) {
            return;
        }
        boolean whole = file.lastIndexOf('.') == dot;
        if (image == null || (whole && !exact)) {
            others += image == null ? 0 : 1;
            image = member;
            exact = whole;
        } else {
            others++;
        }
    }

    /** The text of a member, in one line. */
    private String label(Member member) throws IOException {
        byte[] text = new byte[(int) member.size()];
        if (feed.read(text, text.length) < text.length) {
            throw new EOFException("it ends within " + member.name());
        }
        return OneLine.of(new String(text, StandardCharsets.UTF_8).strip());
    }

    private void end(LongConsumer added) {
        if (image != null) {
            index.add(image.name(), image.offset(), image.size(), label);
            added.accept(index.size());
        }
        if (others > 0) {
            index.leaveOut("images beside the first of their sample", others);
        }
        image = null;
        label = "";
        others = 0;
        exact = false;
    }
}
