package dev.triptych.app.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The laws of the house, over the compiled classes of every module. */
class LawsTest {
    private static final Path ROOT = Path.of(System.getProperty("triptych.root"));
    private static JavaClasses classes;

    @BeforeAll
    static void readTheHouse() throws IOException {
        try (Stream<Path> folders = Files.walk(ROOT, 4)) {
            List<Path> outputs =
                    folders.filter(folder -> folder.endsWith("target/classes")).toList();
            classes = new ClassFileImporter().importPaths(outputs);
        }
        for (String room : List.of("spi", "scheduling", "media", "runtime", "transport", "app", "client")) {
            if (classes.stream().noneMatch(type -> type.getPackageName().startsWith("dev.triptych." + room))) {
                throw new IllegalStateException("no classes of " + room + ": the laws would hold of nothing");
            }
        }
    }

    @Test
    void spi_dependsOnNothingOfTheHouse() {
        check(noClasses().that(in("spi")).should().dependOnClassesThat(houseExcept("spi")));
        check(noClasses().that(in("spi")).should().dependOnClassesThat(outsideJdk()));
    }

    @Test
    void scheduling_neverLearnsWhatATensorIs() {
        check(noClasses().that(in("scheduling")).should().dependOnClassesThat(houseExcept("scheduling")));
        check(noClasses().that(in("scheduling")).should().dependOnClassesThat(outsideJdk()));
    }

    @Test
    void simulation_seesOnlyScheduling() {
        check(noClasses().that(in("simulation")).should().dependOnClassesThat(houseExcept("simulation", "scheduling")));
        check(noClasses().that(in("simulation")).should().dependOnClassesThat(outsideJdk()));
    }

    @Test
    void media_seesOnlyTheSpi() {
        check(noClasses().that(in("media")).should().dependOnClassesThat(houseExcept("media", "spi")));
    }

    @Test
    void runtime_seesSpiSchedulingAndMedia() {
        check(noClasses()
                .that(in("runtime"))
                .should()
                .dependOnClassesThat(houseExcept("runtime", "spi", "scheduling", "media", "repository")));
    }

    @Test
    void transport_neverSeesABackend() {
        check(noClasses()
                .that(in("transport"))
                .should()
                .dependOnClassesThat(houseExcept("transport", "runtime", "spi", "scheduling", "v1", "inference")));
        check(noClasses()
                .that(in("transport"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.triptych.spi.backend.."));
    }

    @Test
    void load_seesWhatCallersSee() {
        check(noClasses()
                .that(in("load"))
                .should()
                .dependOnClassesThat(houseExcept("load", "client", "v1", "inference")));
    }

    @Test
    void app_nothingDependsOnIt() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages("dev.triptych.app..", "dev.triptych.bench..")
                .should()
                .dependOnClassesThat(in("app")));
    }

    @Test
    void families_nameNoBackendAndNoRoomOfTheServer() {
        check(noClasses()
                .that(in("plugin"))
                .should()
                .dependOnClassesThat(houseExcept("plugin", "towers", "spi", "media")));
        check(noClasses()
                .that(in("plugin"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.triptych.spi.backend.Backend"));
    }

    @Test
    void towers_seeOnlySpiAndMedia() {
        check(noClasses().that(in("towers")).should().dependOnClassesThat(houseExcept("towers", "spi", "media")));
        check(noClasses()
                .that(in("towers"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.triptych.spi.backend.Backend"));
    }

    @Test
    void backends_nameNoFamily() {
        check(noClasses().that(in("backend")).should().dependOnClassesThat(houseExcept("backend", "spi")));
    }

    @Test
    void engines_stayInTheirModules() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages("dev.triptych.backend.onnxruntime..", "dev.triptych.bench..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ai.onnxruntime.."));
        check(noClasses().that(notIn("media")).should().dependOnClassesThat().resideInAPackage("ai.djl.."));
        check(noClasses().should().dependOnClassesThat().resideInAPackage("org.bytedeco.."));
    }

    @Test
    void guiceAndPicocli_stayInApp() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages("dev.triptych.app..", "dev.triptych.bench..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.google.inject..", "picocli.."));
    }

    @Test
    void environmentAndClock_areReadInAppAlone() {
        for (String method : List.of("getenv", "getProperty", "nanoTime", "currentTimeMillis")) {
            check(noClasses().that(server()).should().callMethodWhere(new DescribedPredicate<>("System." + method) {
                @Override
                public boolean test(com.tngtech.archunit.core.domain.JavaMethodCall call) {
                    return call.getTargetOwner().getName().equals("java.lang.System")
                            && call.getName().equals(method);
                }
            }));
        }
    }

    @Test
    void classLoaders_areKnownToRuntimeAlone() {
        check(noClasses()
                .that(server())
                .and()
                .resideOutsideOfPackage("dev.triptych.runtime..")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ClassLoader.class));
    }

    @Test
    void serialization_isReadNowhere() {
        check(noClasses().should().dependOnClassesThat().haveFullyQualifiedName("java.io.ObjectInputStream"));
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(classes);
    }

    private static DescribedPredicate<JavaClass> in(String room) {
        return room(room);
    }

    private static DescribedPredicate<JavaClass> notIn(String room) {
        return DescribedPredicate.not(room(room));
    }

    private static DescribedPredicate<JavaClass> room(String room) {
        return new DescribedPredicate<>("in " + room) {
            @Override
            public boolean test(JavaClass type) {
                return belongs(type, room);
            }
        };
    }

    // The server's rooms and its plugins; the client, the bench and the tests' own kit are programs of their own.
    private static DescribedPredicate<JavaClass> server() {
        return new DescribedPredicate<>("of the server, outside app") {
            @Override
            public boolean test(JavaClass type) {
                return Stream.of(
                                "spi",
                                "scheduling",
                                "simulation",
                                "media",
                                "runtime",
                                "transport",
                                "plugin",
                                "towers",
                                "backend",
                                "load")
                        .anyMatch(room -> belongs(type, room));
            }
        };
    }

    private static DescribedPredicate<JavaClass> houseExcept(String... rooms) {
        return new DescribedPredicate<>("of the house, but not " + List.of(rooms)) {
            @Override
            public boolean test(JavaClass type) {
                return type.getPackageName().startsWith("dev.triptych")
                        && Stream.of(rooms).noneMatch(room -> belongs(type, room));
            }
        };
    }

    private static DescribedPredicate<JavaClass> outsideJdk() {
        return new DescribedPredicate<>("of a library other than jspecify") {
            @Override
            public boolean test(JavaClass type) {
                String name = type.getBaseComponentType().getPackageName();
                return !name.isEmpty()
                        && !name.startsWith("java.")
                        && !name.startsWith("dev.triptych")
                        && !name.startsWith("org.jspecify");
            }
        };
    }

    private static boolean belongs(JavaClass type, String room) {
        String name = type.getPackageName();
        String own = "dev.triptych." + room;
        return name.equals(own) || name.startsWith(own + ".");
    }
}
