package dev.pixio.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.annotation.Annotation;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** What may not be in this house; Maven keeps the arrows between wings, this keeps those inside them. */
class HouseTest {

    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.pixio");

    @Test
    void theEngineRoomKnowsNobody() {
        noClasses()
                .that()
                .resideInAPackage("dev.pixio.torch")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.pixio.nn..",
                        "dev.pixio.model..",
                        "dev.pixio.weights..",
                        "dev.pixio.data..",
                        "dev.pixio.augment..",
                        "dev.pixio.embed..",
                        "dev.pixio.train..",
                        "dev.pixio.eval..",
                        "dev.pixio.cli..")
                .check(HOUSE);
    }

    @Test
    void fileOperationsKnowNothingElseOfPixio() {
        noClasses()
                .that()
                .resideInAPackage("dev.pixio.io..")
                .should()
                .dependOnClassesThat(JavaClass.Predicates.resideInAPackage("dev.pixio..")
                        .and(JavaClass.Predicates.resideOutsideOfPackage("dev.pixio.io..")))
                .check(HOUSE);
    }

    @Test
    void featuresAreMadeWithoutLearning() {
        noClasses()
                .that()
                .resideInAPackage("dev.pixio.embed..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.pixio.train..")
                .check(HOUSE);
        noClasses()
                .that()
                .resideInAPackage("dev.pixio.embed")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.pixio.embed.file..")
                .check(HOUSE);
    }

    @Test
    void picturesAreDecodedWithoutLibtorch() {
        noClasses()
                .that()
                .resideInAPackage("dev.pixio.image..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.bytedeco.pytorch..", "dev.pixio.torch..", "dev.pixio.data..")
                .check(HOUSE);
    }

    @Test
    void exportedEncodersRunWithoutLibtorchAndAnythingThatTrains() {
        noClasses()
                .that()
                .resideInAPackage("dev.pixio.onnx.runtime..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.bytedeco.pytorch..",
                        "dev.pixio.torch..",
                        "dev.pixio.nn..",
                        "dev.pixio.model..",
                        "dev.pixio.weights..",
                        "dev.pixio.data..",
                        "dev.pixio.augment..",
                        "dev.pixio.onnx.export..")
                .check(HOUSE);
    }

    @Test
    void anExportKnowsNoDataAndNobodyElseKnowsOnnxRuntime() {
        noClasses()
                .that()
                .resideInAPackage("dev.pixio.onnx..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.pixio.data..", "dev.pixio.augment..", "dev.pixio.train..", "dev.pixio.eval..")
                .check(HOUSE);
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.pixio.onnx.runtime..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ai.onnxruntime..")
                .check(HOUSE);
    }

    @Test
    void oneRoomAloneKnowsMlflow() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.pixio.monitor.mlflow")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.mlflow..")
                .check(HOUSE);
    }

    @Test
    void aModelKnowsNoFilesAndADataSourceKnowsNoModel() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.pixio.nn..", "dev.pixio.model..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.pixio.weights..",
                        "dev.pixio.image..",
                        "dev.pixio.data..",
                        "dev.pixio.augment..",
                        "dev.pixio.io..",
                        "java.nio.file..",
                        "java.io..")
                .check(HOUSE);
        noClasses()
                .that()
                .resideInAnyPackage("dev.pixio.data..", "dev.pixio.augment..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.pixio.nn..", "dev.pixio.model..", "dev.pixio.weights..")
                .check(HOUSE);
    }

    @Test
    void partsOfATransformerKnowNothingOfPixio() {
        noClasses()
                .that()
                .resideInAPackage("dev.pixio.nn..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.pixio.model..")
                .check(HOUSE);
    }

    @Test
    void aBlockKnowsNothingOfItsWrittenOutGradients() {
        noClasses()
                .that()
                .resideInAPackage("dev.pixio.nn")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.pixio.nn.explicit")
                .check(HOUSE);
    }

    @Test
    void theMethodKnowsNothingOfHowItsPassesAreRun() {
        noClasses()
                .that()
                .resideInAPackage("dev.pixio.model")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.pixio.model.pass", "dev.pixio.nn.explicit")
                .check(HOUSE);
    }

    @Test
    void nothingBelowTheCommandLineReadsArgumentsOrPrints() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.pixio.cli..", "dev.pixio.bench..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("picocli..", "ch.qos.logback..", "dev.pixio.cli..")
                .orShould()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(HOUSE);
    }

    @Test
    void noArrowsRunInCircles() {
        // Sources hand pictures to augmentations and loaders ask both: two packages, one room.
        slices().matching("dev.pixio.(train|embed|eval|monitor|cli|torch|nn|model|weights|onnx)..")
                .should()
                .beFreeOfCycles()
                .check(HOUSE);
    }

    @Test
    void everyPackageRefusesNullUnlessItSaysOtherwise() {
        Class<? extends Annotation> nullMarked = NullMarked.class;
        classes()
                .should(new com.tngtech.archunit.lang.ArchCondition<JavaClass>("be in a null-marked package") {
                    @Override
                    public void check(JavaClass item, com.tngtech.archunit.lang.ConditionEvents events) {
                        boolean marked = item.getPackage().isAnnotatedWith(nullMarked);
                        events.add(new com.tngtech.archunit.lang.SimpleConditionEvent(
                                item, marked, item.getPackageName() + " is not null-marked"));
                    }
                })
                .check(HOUSE);
    }
}
