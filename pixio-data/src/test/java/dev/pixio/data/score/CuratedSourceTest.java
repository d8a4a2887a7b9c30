package dev.pixio.data.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.data.ImageSource;
import dev.pixio.image.RgbImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CuratedSourceTest {

    private static final String HASH = "0f0f0f0f0f0f0f0f";

    @TempDir
    private Path folder;

    private record Names(List<String> names) implements ImageSource {

        @Override
        public long size() {
            return names.size();
        }

        @Override
        public String name(long index) {
            return names.get((int) index);
        }

        @Override
        public RgbImage read(long index) {
            return RgbImage.of(1, 1);
        }

        @Override
        public String description() {
            return names.size() + " images";
        }
    }

    private static String line(String path, int side, double entropy, double loss, String digest, String hash) {
        return "{\"path\":\"" + path + "\",\"width\":" + side + ",\"height\":" + side + ",\"entropy\":" + entropy
                + ",\"loss\":" + loss + ",\"sha256\":\"" + digest + "\",\"dhash\":\"" + hash + "\"}";
    }

    private ImageScores scores(String name, List<String> lines) throws IOException {
        Path file = folder.resolve(name);
        Files.write(file, lines);
        return ImageScores.read(file);
    }

    @Test
    void eachImageIsDroppedByTheFirstRuleThatHolds() throws Exception {
        ImageScores scores = scores(
                "s.jsonl",
                List.of(
                        line("small", 63, 1, 1, "a", HASH),
                        line("plain", 64, 2.9, 1, "b", HASH),
                        line("good", 64, 3, 1, "c", HASH),
                        line("same", 64, 3, 1, "c", HASH),
                        line("near", 64, 3, 1, "d", "0f0f0f0f0f0f0f0e"),
                        line("easy", 64, 3, 0, "e", "f0f0f0f0f0f0f0f0"),
                        "{\"path\":\"cut\",\"error\":\"truncated JPEG\"}"));
        Names names = new Names(List.of("small", "plain", "good", "same", "near", "easy", "cut"));
        CurationRules rules = new CurationRules(3, 64, LossSampling.ON, Duplicates.NEAR);

        try (CuratedSource curated = CuratedSource.of(names, scores, rules, 0)) {
            assertThat(curated.size()).isEqualTo(1);
            assertThat(curated.name(0)).isEqualTo("good");
            assertThat(curated.dropped())
                    .containsExactly(
                            new Dropped(0, "small", DropReason.SMALL, "63 x 63"),
                            new Dropped(1, "plain", DropReason.LOW_ENTROPY, "entropy 2.90"),
                            new Dropped(3, "same", DropReason.EXACT_DUPLICATE, "of good"),
                            new Dropped(4, "near", DropReason.NEAR_DUPLICATE, "1 bits from good"),
                            new Dropped(5, "easy", DropReason.LOSS, "loss 0.000"),
                            new Dropped(6, "cut", DropReason.UNREADABLE, "truncated JPEG"));
            assertThat(curated.description())
                    .isEqualTo("1 kept of 7 images; dropped: 1 unreadable, 1 too small, 1 low entropy,"
                            + " 1 exact duplicate, 1 near duplicate, 1 not drawn by loss");
        }
        // Kept although a smaller copy, which is dropped, comes first.
        ImageScores copies = scores("c.jsonl", List.of(line("a", 10, 5, 1, "x", HASH), line("b", 90, 5, 1, "y", HASH)));
        try (CuratedSource curated = CuratedSource.of(new Names(List.of("a", "b")), copies, rules, 0)) {
            assertThat(curated.name(0)).isEqualTo("b");
        }
    }

    @Test
    void imagesAreKeptWithTheProbabilityOfTheirLoss() throws Exception {
        List<String> names = IntStream.range(0, 4000).mapToObj(i -> "i" + i).toList();
        ImageScores scores = scores(
                "s.jsonl",
                names.stream().map(name -> line(name, 64, 5, 0.3, "d", HASH)).toList());
        CurationRules rules = new CurationRules(0, 0, LossSampling.ON, Duplicates.KEEP);

        long kept = CuratedSource.of(new Names(names), scores, rules, 1).size();
        assertThat(kept).isBetween(1100L, 1300L); // 1200, standard deviation 29
        List<String> fewer = names.subList(0, 500);
        CuratedSource some = CuratedSource.of(new Names(fewer), ImageScores.read(scores.path()), rules, 1);
        CuratedSource all = CuratedSource.of(new Names(names), ImageScores.read(scores.path()), rules, 1);
        for (long i = 0; i < some.size(); i++) {
            assertThat(some.name(i)).as("does not depend on the other images").isEqualTo(all.name(i));
        }
    }

    @Test
    void theFingerprintIsOfScoresRulesAndSeed() throws Exception {
        Names names = new Names(List.of("a"));
        ImageScores first = scores("1.jsonl", List.of(line("a", 64, 5, 1, "d", HASH)));
        ImageScores other = scores("2.jsonl", List.of(line("a", 64, 6, 1, "d", HASH)));
        String fingerprint =
                CuratedSource.of(names, first, CurationRules.NONE, 0).fingerprint();
        CurationRules small = new CurationRules(0, 10, LossSampling.OFF, Duplicates.KEEP);

        ImageScores again = ImageScores.read(first.path());
        assertThat(CuratedSource.of(names, again, CurationRules.NONE, 0).fingerprint())
                .isEqualTo(fingerprint);
        assertThat(CuratedSource.of(names, other, CurationRules.NONE, 0).fingerprint())
                .isNotEqualTo(fingerprint);
        assertThat(CuratedSource.of(names, ImageScores.read(first.path()), small, 0)
                        .fingerprint())
                .isNotEqualTo(fingerprint);
    }

    @Test
    void theFilesOfTarsAreFoundByTarAndKey() throws Exception {
        Files.writeString(
                folder.resolve("00001.json"),
                "{\"key7\":{\"histogram_score\":4.5,\"mae_loss\":0.5,\"width\":300,\"height\":200}}");
        Files.writeString(
                folder.resolve("00002.json"),
                "{\"key7\":{\"histogram_score\":2.5,\"mae_loss\":0.5,\"width\":300,\"height\":200}}");
        Names names = new Names(List.of("00001.tar/key7.jpg", "00002/key7.jpg"));
        CurationRules rules = new CurationRules(3, 200, LossSampling.OFF, Duplicates.KEEP);

        CuratedSource curated = CuratedSource.of(names, ImageScores.read(folder), rules, 0);

        assertThat(curated.size()).isEqualTo(1);
        assertThat(curated.name(0)).isEqualTo("00001.tar/key7.jpg");
        Names bare = new Names(List.of("key7.jpg"));
        assertThatThrownBy(() -> CuratedSource.of(bare, ImageScores.read(folder), rules, 0))
                .hasMessage(folder + " has several scores of key7, in 00001.json and 00002.json: name one file");
        assertThatThrownBy(() -> CuratedSource.of(
                        names,
                        ImageScores.read(folder),
                        new CurationRules(0, 0, LossSampling.OFF, Duplicates.EXACT),
                        0))
                .hasMessageContaining("has no sha256 and dhash of 00001.tar/key7.jpg");
    }

    @Test
    void whatIsMissingIsOneLine() throws Exception {
        Path damaged = folder.resolve("damaged.jsonl");
        Files.write(damaged, List.of(line("a", 64, 5, 1, "d", HASH), "{\"path\":\"b\",\"width\":3}"));
        assertThatThrownBy(() -> ImageScores.read(damaged))
                .isInstanceOf(IOException.class)
                .hasMessage(damaged + ": line 2 has no scores: it has no height");

        ImageScores scores = scores("s.jsonl", List.of("{\"path\":\"a\",\"width\":3,\"height\":4,\"entropy\":1}"));
        assertThatThrownBy(() -> CuratedSource.of(new Names(List.of("a", "b")), scores, CurationRules.NONE, 0))
                .hasMessageContaining("s.jsonl has no scores of b");
        CurationRules byLoss = new CurationRules(0, 0, LossSampling.ON, Duplicates.KEEP);
        assertThatThrownBy(() -> CuratedSource.of(new Names(List.of("a")), scores, byLoss, 0))
                .hasMessageContaining("has no loss of a, which --sample-by-loss needs");
        CurationRules high = new CurationRules(2, 0, LossSampling.OFF, Duplicates.KEEP);
        assertThatThrownBy(() -> CuratedSource.of(new Names(List.of("a")), scores, high, 0))
                .hasMessage("the rules keep none of 1 images: 1 low entropy");
    }
}
