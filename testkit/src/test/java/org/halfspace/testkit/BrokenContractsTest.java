package org.halfspace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.halfspace.spi.Column;
import org.halfspace.spi.FileProbe;
import org.halfspace.spi.Parameter;
import org.halfspace.spi.analysis.Analysis;
import org.halfspace.spi.analysis.AnalysisRun;
import org.halfspace.spi.analysis.Context;
import org.halfspace.spi.analysis.Definition;
import org.halfspace.spi.analysis.Plan;
import org.halfspace.spi.analysis.Subject;
import org.halfspace.spi.analysis.Summary;
import org.halfspace.spi.analysis.Task;
import org.halfspace.spi.data.ArrayDataset;
import org.halfspace.spi.data.Dataset;
import org.halfspace.spi.data.DatasetReader;
import org.halfspace.spi.engine.Engine;
import org.halfspace.spi.model.Classifier;
import org.halfspace.spi.model.ModelLoader;
import org.halfspace.spi.search.MatchSearch;
import org.halfspace.spi.search.SearchMethod;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** A contract that nothing can break is none: each broken extension fails the tests that it should, and no others. */
class BrokenContractsTest {

    static Stream<Arguments> broken() {
        return Stream.of(
                Arguments.of(GroupedRows.class, Set.of("rowsDoNotDependOnHowItemsAreGrouped")),
                Arguments.of(
                        SharedState.class,
                        Set.of(
                                "rowsDoNotDependOnHowItemsAreGrouped",
                                "rowsDoNotDependOnThreadsOrOrder",
                                "aSecondRunIsEqual",
                                "anInterruptedThreadEndsTheRunOrCompletesIt")),
                Arguments.of(UndeclaredData.class, Set.of("dataThatAreNotNeededMayBeAbsent")),
                Arguments.of(SwallowedInterruption.class, Set.of("anInterruptedThreadEndsTheRunOrCompletesIt")),
                Arguments.of(
                        ReservedField.class,
                        Set.of("noFigureHasTheNameOfAFieldOfTheDocument", "theResultCanBeWrittenInEveryFormat")),
                Arguments.of(
                        BadRecords.class,
                        Set.of("theDefinitionCanBeACommand", "everyColumnIsDescribedAndOfAKnownType")),
                Arguments.of(BadDefault.class, Set.of("everyParameterIsDescribedAndItsDefaultCanBeRead")),
                Arguments.of(EmptyHanded.class, Set.of("rowsStillAddUpWhenTasksWereLeftOut")),
                Arguments.of(
                        DefectiveLoader.class,
                        Set.of(
                                "recognisesNoForeignFile",
                                "everyLoadGivesAClassifierOfItsOwn",
                                "aDamagedFileIsBadInput")),
                Arguments.of(
                        DefectiveReader.class,
                        Set.of(
                                "recognisesNoForeignFile",
                                "writesASampleToItsPlaceAndNowhereElse",
                                "readsOnlyTheFirstSamplesWhereThatIsAskedFor",
                                "aDamagedFileIsBadInput")),
                Arguments.of(
                        DefectiveMethod.class,
                        Set.of(
                                "hasANameAndADescription",
                                "offersAMatchOfALinearModelInEveryNorm",
                                "theSameQuestionHasTheSameAnswer",
                                "changesNothingThatItIsGiven",
                                "doesWithoutGradientsWhereItSaysSo",
                                "anInterruptedThreadEndsTheSearchOrCompletesIt")),
                Arguments.of(
                        DefectiveEngine.class,
                        Set.of(
                                "reportsATaskThatThrowsAndRunsTheOthers",
                                "anInterruptionStopsTheRunAndKeepsWhatIsDone")));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void failsTheTestsThatItShould(Class<?> contract, Set<String> expected) {
        List<Event> failed = EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(contract))
                .execute()
                .testEvents()
                .failed()
                .list();
        assertThat(failed)
                .extracting(event -> event.getTestDescriptor().getDisplayName().replace("()", ""))
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    /** One row per sample, a number. */
    record Row(@Column("A number") double number) {}

    record Values(@Column("How many") int count) {}

    record NoParameters() {}

    /** What is wrong with a run. */
    private interface Wrong {
        double number(int item, Task task) throws InterruptedException;
    }

    abstract static class Contract<P extends Record> extends AnalysisContract<P, Row> {
        @Override
        protected Subject subject() {
            return Subjects.gaussian(AnalyticHeads.simplex(3), 9, 1);
        }
    }

    abstract static class PlainContract extends Contract<NoParameters> {
        @Override
        protected NoParameters parameters() {
            return new NoParameters();
        }
    }

    private record Fake<P extends Record>(Class<P> type, Set<Definition.Need> needs, Wrong wrong, Record values)
            implements Analysis<P, Row> {

        @Override
        public Definition<P, Row> definition() {
            return new Definition<>("fake", 1, "A fake", type, Row.class, needs, List.of("fake model.onnx"));
        }

        @Override
        public AnalysisRun<Row> prepare(Subject subject, P parameters, Context context) {
            return new AnalysisRun<>() {
                @Override
                public Plan plan() {
                    return new Plan(9, 4, "items");
                }

                @Override
                public List<Row> rows(Task task) throws InterruptedException {
                    if (needs.contains(Definition.Need.GRADIENT)) {
                        assertThat(subject.data().orElseThrow().size()).isPositive();
                    }
                    List<Row> rows = new ArrayList<>();
                    for (int i = task.begin(); i < task.end(); i++) {
                        rows.add(new Row(wrong.number(i, task)));
                    }
                    return rows;
                }

                @Override
                public Summary summarise(List<Row> rows) {
                    return Summary.of(values, List.of());
                }
            };
        }
    }

    private static Fake<NoParameters> fake(Wrong wrong) {
        return new Fake<>(NoParameters.class, Set.of(), wrong, new Values(9));
    }

    /** Rows that know the size of their task. */
    static class GroupedRows extends PlainContract {
        @Override
        protected Analysis<NoParameters, Row> analysis() {
            return fake((item, task) -> item + 0.1 * (item - task.begin()) / task.size());
        }
    }

    /** A counter in the analysis, where nothing of a run belongs. */
    static class SharedState extends PlainContract {
        private static final AtomicInteger COUNTER = new AtomicInteger();

        @Override
        protected Analysis<NoParameters, Row> analysis() {
            return fake((item, task) -> COUNTER.incrementAndGet());
        }
    }

    /** Takes data without saying so. */
    static class UndeclaredData extends PlainContract {
        @Override
        protected Analysis<NoParameters, Row> analysis() {
            Set<Definition.Need> needs = Set.of(Definition.Need.GRADIENT);
            return new Fake<>(NoParameters.class, needs, (item, task) -> item, new Values(9));
        }

        @Override
        protected Subject subject() {
            return Subjects.of(
                    AnalyticHeads.square(),
                    AffineMap.of(new double[][] {{1, 0}, {0, 1}}, new double[2]),
                    new float[][] {{1, 2}});
        }
    }

    /** Answers an interruption with an exception of its own. */
    static class SwallowedInterruption extends PlainContract {
        @Override
        protected Analysis<NoParameters, Row> analysis() {
            return fake((item, task) -> {
                if (Thread.currentThread().isInterrupted()) {
                    throw new IllegalStateException("interrupted");
                }
                return item;
            });
        }
    }

    /** A figure that takes the place of the rows. */
    static class ReservedField extends PlainContract {
        record WithRows(@Column("Not the rows") int rows) {}

        @Override
        protected Analysis<NoParameters, Row> analysis() {
            return new Fake<>(NoParameters.class, Set.of(), (item, task) -> item, new WithRows(1));
        }
    }

    /** An option of the host, and a column of a type that no table has. */
    static class BadRecords extends Contract<BadRecords.Seeded> {
        record Seeded(@Parameter(value = "Not the run's seed", defaultValue = "1") int seed) {}

        record WithPath(@Column("A path") Path path) {}

        @Override
        protected Analysis<Seeded, Row> analysis() {
            return new Fake<>(Seeded.class, Set.of(), (item, task) -> item, new WithPath(Path.of("x")));
        }

        @Override
        protected Seeded parameters() {
            return new Seeded(1);
        }
    }

    /** A default that is out of its own range. */
    static class BadDefault extends Contract<BadDefault.Ranged> {
        record Ranged(@Parameter(value = "A number", defaultValue = "3", max = 2) int number) {}

        @Override
        protected Analysis<Ranged, Row> analysis() {
            return new Fake<>(Ranged.class, Set.of(), (item, task) -> item, new Values(9));
        }

        @Override
        protected Ranged parameters() {
            return new Ranged(1);
        }
    }

    /** A summary that cannot do without any row. */
    static class EmptyHanded extends PlainContract {
        @Override
        protected Analysis<NoParameters, Row> analysis() {
            Fake<NoParameters> sound = fake((item, task) -> item);
            return new Analysis<>() {
                @Override
                public Definition<NoParameters, Row> definition() {
                    return sound.definition();
                }

                @Override
                public AnalysisRun<Row> prepare(Subject subject, NoParameters parameters, Context context) {
                    AnalysisRun<Row> run = sound.prepare(subject, parameters, context);
                    return new AnalysisRun<>() {
                        @Override
                        public Plan plan() {
                            return run.plan();
                        }

                        @Override
                        public List<Row> rows(Task task) throws InterruptedException {
                            return run.rows(task);
                        }

                        @Override
                        public Summary summarise(List<Row> rows) {
                            return Summary.of(new Values((int) rows.get(8).number()), List.of());
                        }
                    };
                }
            };
        }
    }

    /** Takes every file for its own, gives everybody the same classifier, and lets parsing errors out. */
    static class DefectiveLoader extends ModelLoaderContract {
        private final TinyModelLoader sound = new TinyModelLoader();
        private final List<Classifier> shared = new ArrayList<>();

        @TempDir
        private Path place;

        @Override
        protected ModelLoader loader() {
            return new ModelLoader() {
                @Override
                public String name() {
                    return "defective";
                }

                @Override
                public boolean recognises(FileProbe probe) {
                    return !probe.folder();
                }

                @Override
                public Classifier load(ModelLoader.Request request) throws IOException {
                    Classifier one = sound.load(request);
                    return shared.isEmpty() && shared.add(one) ? one : shared.get(0);
                }
            };
        }

        @Override
        protected List<Integer> damagingLengths() throws IOException {
            return List.of((int) Files.size(file()));
        }

        @Override
        protected Path file() {
            return TinyModelLoader.write(place.resolve("model.tiny"), AnalyticHeads.square());
        }

        @Override
        protected int hiddenSize() {
            return 2;
        }

        @Override
        protected int classes() {
            return 4;
        }
    }

    /** Moves the buffer's position, reads too much, and does not see that a file is damaged. */
    static class DefectiveReader extends DatasetReaderContract {
        @TempDir
        private Path place;

        @Override
        protected DatasetReader reader() {
            return new DatasetReader() {
                @Override
                public String name() {
                    return "defective";
                }

                @Override
                public boolean recognises(FileProbe probe) {
                    return probe.hasSuffix(".defective");
                }

                @Override
                public Dataset read(DatasetReader.Request request) {
                    ArrayDataset data = new ArrayDataset("two", List.of(2), new float[] {1, 2, 3, 4}, new int[0]);
                    return new Dataset() {
                        @Override
                        public String name() {
                            return data.name();
                        }

                        @Override
                        public int size() {
                            return data.size();
                        }

                        @Override
                        public List<Integer> shape() {
                            return data.shape();
                        }

                        @Override
                        public void read(int index, FloatBuffer pixels, int offset) {
                            data.read(index, pixels, offset);
                            pixels.position(pixels.position() + 1);
                        }
                    };
                }
            };
        }

        @Override
        protected Path file() {
            try {
                return Files.writeString(place.resolve("x.defective"), "1 2 3 4");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        protected int size() {
            return 2;
        }

        @Override
        protected List<Integer> shape() {
            return List.of(2);
        }
    }

    /** Remembers, offers what is no match, writes into the question, and asks for gradients that it does not declare. */
    static class DefectiveMethod extends SearchMethodContract {
        private static final AtomicInteger CALLS = new AtomicInteger();

        @Override
        protected SearchMethod method() {
            return new SearchMethod() {
                @Override
                public String name() {
                    return "Defective";
                }

                @Override
                public String description() {
                    return "A sentence with its full stop.";
                }

                @Override
                public boolean needsGradient() {
                    return false;
                }

                @Override
                public void search(MatchSearch search) {
                    double[] source = search.problem().source();
                    source[0] = CALLS.incrementAndGet();
                    search.offer(source);
                    if (search.classifier().isDifferentiable()) {
                        search.classifier().linearise(new double[][] {source});
                    } else {
                        throw new IllegalStateException("no gradient");
                    }
                }
            };
        }
    }

    /** Stops at the first failure, and takes no notice of an interruption. */
    static class DefectiveEngine extends EngineContract {
        @Override
        protected Engine engine() {
            return new Engine() {
                @Override
                public String name() {
                    return "defective";
                }

                @Override
                public <R extends Record> void execute(
                        AnalysisRun<R> run, List<Task> tasks, int threads, Listener<R> listener) {
                    for (Task task : tasks) {
                        try {
                            listener.completed(task, run.rows(task));
                        } catch (InterruptedException e) {
                            return;
                        }
                    }
                }
            };
        }
    }
}
