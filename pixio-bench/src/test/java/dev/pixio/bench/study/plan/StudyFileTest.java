package dev.pixio.bench.study.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StudyFileTest {

    private static final String VALID = """
            name: depths
            seeds: 3
            pretrain:
              model: 32x1x1
              lr: 1e-3
            evaluations:
              knn:
                train: scenes:20
                test: scenes:10
                show: k = 20 top1, k = 20 top5
            points:
              centre:
            factors:
              depth:
                axis: decoder depth, blocks
                values:
                  1: centre
                  2:
                    decoder: 32x2x1
              cell:
                values:
                  2:
                  4:
                    mask-cell: 4
            """;

    @TempDir
    private Path folder;

    @Test
    void aPointThatSeveralFactorsShareIsThereOnce() throws IOException {
        Study study = read(VALID);

        assertThat(study.points()).extracting(StudyPoint::name).containsExactly("centre", "depth-2", "cell-4");
        assertThat(study.factors())
                .hasSize(2)
                .allSatisfy(factor ->
                        assertThat(factor.points()).startsWith(study.points().get(0)));
        assertThat(study.factors().get(0).axis()).isEqualTo("decoder depth, blocks");
        assertThat(study.factors().get(1).axis()).isEqualTo("cell");
        assertThat(study.ungrouped()).isEmpty();
    }

    @Test
    void theOptionsOfAPointReplaceTheCommonOnes() throws IOException {
        Study study = read(VALID.replace("4:\n        mask-cell: 4", "")
                .replace("decoder: 32x2x1", "decoder: 32x2x1\n        lr: 2e-3\n        no-report:"));

        assertThat(study.points().get(1).options().arguments())
                .containsExactly("--decoder=32x2x1", "--lr=2e-3", "--model=32x1x1", "--no-report");
        assertThat(study.points().get(1).options().differing(study.common()))
                .hasToString("--decoder 32x2x1 --lr 2e-3 --no-report");
    }

    @Test
    void anEvaluationHasOptionsAndShownMetrics() throws IOException {
        StudyEvaluation evaluation = read(VALID).evaluations().get(0);

        assertThat(evaluation.protocol()).isEqualTo("knn");
        assertThat(evaluation.options().arguments()).containsExactly("--test=scenes:10", "--train=scenes:20");
        assertThat(evaluation.features()).isEqualTo(StudyEvaluation.Features.CACHED);
        assertThat(evaluation.shown()).containsExactly("k = 20 top1", "k = 20 top5");
    }

    @Test
    void aProtocolMayHaveSeveralEvaluations() throws IOException {
        Study study = read(VALID.replace("points:", """
                  patches:
                    protocol: knn
                    pool: patch-mean
                    data: scenes:20
                points:"""));

        assertThat(study.evaluations())
                .extracting(StudyEvaluation::name, StudyEvaluation::protocol)
                .contains(tuple("patches", "knn"));
    }

    @Test
    void theNameOfAFactorSelectsItsPoints() throws IOException {
        Study study = read(VALID);

        assertThat(study.selected(List.of("depth")))
                .extracting(StudyPoint::name)
                .containsExactly("centre", "depth-2");
        assertThatThrownBy(() -> study.selected(List.of("deepth")))
                .hasMessage("the study depths has no point 'deepth'; its points are centre, depth-2, cell-4");
    }

    /** Each mistake by a replacement in the valid file. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "seeds: 3 | sedes: 3 | sedes is no setting of a study; did you mean seeds? (line 2)",
                "seeds: 3 | seeds: three | seeds must be a number of seeds from 1 to 9999, not 'three' (line 2)",
                "seeds: 3 | seeds: 0 | seeds must be a number of seeds from 1 to 9999, not '0' (line 2)",
                "seeds: 3 | seeds: [1, 2] | seeds must be one value, not a list (line 2)",
                "seeds: 3 | seeds: 3\\nseeds: 4 | seeds is given twice (lines 2 and 3)",
                "name: depths | name: a/b | name must be of letters, digits, dots, hyphens and underscores, not 'a/b' (line 1)",
                "name: depths | # nothing | it has no 'name:'",
                "lr: 1e-3 | lr: fast | --lr must be a number, not 'fast' (line 5)",
                "model: 32x1x1 | modle: 32x1x1 | unknown option '--modle'; did you mean --model? (line 4)",
                "lr: 1e-3 | lr: | --lr needs a value",
                "lr: 1e-3 | seed: 4 | --seed cannot be set here: each seed of the study is given (line 5)",
                "lr: 1e-3 | out: runs | --out cannot be set here: the study has a folder for each run (line 5)",
                "'  knn:' | '  nkk:' | there is no evaluation 'nkk'; 'protocol' may be knn, linear",
                "test: scenes:10 | k: 20 | the evaluation knn has no images: it needs train and test, or data (line 7)",
                "test: scenes:10 | test: scenes:10\\n    weights: run | --weights cannot be set here: the encoder of each run is evaluated (line 10)",
                "'  centre:' | '  centre:\\n  other:' | the points centre and other have the same options (line 13)",
                "'  centre:' | '  centre: 4' | centre must be a block of settings, not '4' (line 12)",
                "1: centre | 1: center | the value 1 of depth must be a block of options or the name of a point, and there is no point 'center' (line 17)",
                "axis: decoder | axsi: decoder | the factor depth: axsi is no setting of a study; known are axis, values (line 15)",
                "decoder: 32x2x1 | decodre: 32x2x1 | unknown option '--decodre'; did you mean --decoder? (line 19)",
            })
    void aMistakeIsOneLineWithItsPlace(String valid, String mistaken, String message) {
        String text = VALID.replace(valid, mistaken.replace("\\n", "\n"));
        assertThat(text).isNotEqualTo(VALID);

        assertThatThrownBy(() -> read(text))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(folder.resolve("study.yaml") + " is not a study: ")
                .hasMessageContaining(message)
                .hasMessageNotContaining("\n");
    }

    @Test
    void aFileThatIsNoYamlIsRefused() {
        assertThatThrownBy(() -> read("name: ["))
                .hasMessageContaining("is not a study: ")
                .hasMessageContaining("line 1");
        assertThatThrownBy(() -> StudyFile.read(folder)).hasMessage("there is no study file " + folder);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ablations", "first-run"})
    void theStudiesOfTheProjectAreValid(String name) throws IOException {
        Path bench = Path.of("..", "bench");
        Path root = Files.isDirectory(bench.resolve("studies")) ? bench : Path.of("..", "..", "bench");

        assertThat(StudyFile.read(root.resolve("studies").resolve(name + ".yaml"))
                        .name())
                .isEqualTo(name);
    }

    private Study read(String text) throws IOException {
        return StudyFile.read(Files.writeString(folder.resolve("study.yaml"), text));
    }
}
