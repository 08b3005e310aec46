package org.halfspace.testkit;

import com.google.inject.AbstractModule;
import com.google.inject.Module;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Set;
import org.halfspace.spi.Column;
import org.halfspace.spi.HalfspacePlugin;
import org.halfspace.spi.Host;
import org.halfspace.spi.Parameter;
import org.halfspace.spi.analysis.Analysis;
import org.halfspace.spi.analysis.AnalysisRun;
import org.halfspace.spi.analysis.Context;
import org.halfspace.spi.analysis.Definition;
import org.halfspace.spi.analysis.Subject;
import org.halfspace.spi.analysis.Task;
import org.halfspace.spi.engine.Engine;
import org.halfspace.spi.search.MatchSearch;
import org.halfspace.spi.search.SearchMethod;
import org.pf4j.ExtensionPoint;

/** Extensions that are odd or broken, for tests of plugin loading. */
public final class StrangeExtensions {
    private StrangeExtensions() {}

    /** A class like any other. */
    public static final class NoExtension {}

    /** No parameters. */
    public record None() {}

    /** A row. */
    public record Row(@Column("A number") int number) {}

    /** An analysis that is only looked at. */
    public abstract static class Idle<P extends Record> implements Analysis<P, Row> {
        private final Definition<P, Row> definition;

        protected Idle(String name, String description, Class<P> parameters) {
            definition = new Definition<>(name, 1, description, parameters, Row.class, Set.of(), List.of());
        }

        @Override
        public final Definition<P, Row> definition() {
            return definition;
        }

        @Override
        public final AnalysisRun<Row> prepare(Subject subject, P parameters, Context context) {
            throw new UnsupportedOperationException();
        }
    }

    /** Cannot be built. */
    public static final class ThrowingAnalysis extends Idle<None> {
        public ThrowingAnalysis() {
            super("throwing", "", None.class);
            throw new IllegalArgumentException("out of luck");
        }
    }

    /** Cannot even be initialised. */
    public static final class ThrowingAtFirst extends Idle<None> {
        private static final int ROOM = room();

        public ThrowingAtFirst() {
            super("throwing-at-first", "Has room for " + ROOM, None.class);
        }

        private static int room() {
            throw new AssertionError("no room for statics");
        }
    }

    /** Is never done with being built. */
    public static final class EndlessAnalysis extends Idle<None> {
        public EndlessAnalysis() {
            super("endless", depth(0) + " deep", None.class);
        }

        private static int depth(int above) {
            return above < 0 ? above : depth(above + 1) + 1;
        }
    }

    /** Is asked what it is, and throws what is no exception. */
    public static final class ErringDefinition implements Analysis<None, Row> {
        @Override
        public Definition<None, Row> definition() {
            throw new AssertionError("not defined");
        }

        @Override
        public AnalysisRun<Row> prepare(Subject subject, None parameters, Context context) {
            throw new UnsupportedOperationException();
        }
    }

    /** Has nothing to say of itself. */
    public static final class SilentMethod implements SearchMethod {
        @Override
        public String name() {
            return "silent";
        }

        @Override
        public String description() {
            return null;
        }

        @Override
        public void search(MatchSearch search) {}
    }

    /** Something to inject. */
    public interface Wanted {
        String word();
    }

    /** Needs something to be injected. */
    public static final class WantingAnalysis extends Idle<None> {
        @Inject
        public WantingAnalysis(Wanted wanted, Host host) {
            super("wanting", "Wants " + wanted.word() + ", on " + host.processors() + " processors", None.class);
        }
    }

    /** Brings what is wanted. */
    public static final class WiringPlugin extends HalfspacePlugin {
        @Override
        public List<Module> modules() {
            return List.of(new AbstractModule() {
                @Override
                protected void configure() {
                    bind(Wanted.class).toInstance(() -> "a word");
                }
            });
        }
    }

    /** Does not start. */
    public static final class ThrowingPlugin extends HalfspacePlugin {
        public ThrowingPlugin() {
            throw new IllegalStateException("no licence found");
        }
    }

    /** Of no kind that is known. */
    public static final class UnknownExtension implements ExtensionPoint {}

    /** Wants to be a command that there is. */
    public static final class InspectAnalysis extends Idle<None> {
        public InspectAnalysis() {
            super("inspect", "", None.class);
        }
    }

    /** Has options that there are. */
    public static final class SeedAnalysis extends Idle<SeedAnalysis.Seeded> {
        public record Seeded(
                @Parameter("A seed") Long seed, @Parameter("A mean") double inputMean, @Parameter("Fine") int other) {}

        public SeedAnalysis() {
            super("seeds", "", Seeded.class);
        }
    }

    /** Says nothing of its parameter. */
    public static final class BareAnalysis extends Idle<BareAnalysis.Bare> {
        public record Bare(int number) {}

        public BareAnalysis() {
            super("bare", "", Bare.class);
        }
    }

    /** An analysis and an engine at once. */
    public static final class BothExtensions extends Idle<None> implements Engine {
        public BothExtensions() {
            super("both", "", None.class);
        }

        @Override
        public String name() {
            return "both";
        }

        @Override
        public <R extends Record> void execute(
                AnalysisRun<R> run, List<Task> tasks, int threads, Listener<R> listener) {
            throw new UnsupportedOperationException();
        }
    }
}
