package org.halfspace.search;

import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.halfspace.spi.Extensions;
import org.halfspace.spi.InputException;
import org.halfspace.spi.analysis.Analysis;
import org.halfspace.spi.analysis.AnalysisRun;
import org.halfspace.spi.analysis.Context;
import org.halfspace.spi.analysis.Definition;
import org.halfspace.spi.analysis.Subject;
import org.halfspace.spi.search.SearchMethod;
import org.pf4j.Extension;

/**
 * The paper's conjecture, pair by pair: for inputs x and x', the nearest x* to x with {@code g(x*) = g(x') + theta d'}, d' an adversarial
 * direction. Methods of search are extensions ({@link SearchMethod}), those of this plugin and of any other.
 */
@Extension
public final class SearchAnalysis implements Analysis<SearchParameters, PairRow> {
    private final Extensions installed;

    /** @param installed finds the methods of search */
    @Inject
    public SearchAnalysis(Extensions installed) {
        this.installed = installed;
    }

    @Override
    public Definition<SearchParameters, PairRow> definition() {
        return new Definition<>(
                "search",
                1,
                "Inputs near one sample that have the output of another, and distances within which there are none",
                SearchParameters.class,
                PairRow.class,
                Set.of(Definition.Need.FEATURES, Definition.Need.DATA),
                List.of(
                        "search model.onnx --data images.csv --pairs 100 --norm linf --eps 4/255,8/255,16/255",
                        "search model.onnx --data images.csv --from 3 --to 17 --save found",
                        "search model.onnx --data images.csv --pairs pairs.csv --norm l2 --certify --json"));
    }

    @Override
    public Map<String, Map<String, String>> choices() {
        Map<String, String> names = new LinkedHashMap<>();
        methods().forEach((name, method) -> names.put(name, method.description()));
        return Map.of("method", names);
    }

    /** The installed methods by name; where two have one name, the first one counts, and the host complains of the second. */
    private Map<String, SearchMethod> methods() {
        Map<String, SearchMethod> methods = new TreeMap<>();
        installed.of(SearchMethod.class).forEach(method -> methods.putIfAbsent(method.name(), method));
        return methods;
    }

    @Override
    public AnalysisRun<PairRow> prepare(Subject subject, SearchParameters parameters, Context context)
            throws InterruptedException {
        Map<String, SearchMethod> methods = methods();
        SearchMethod method = methods.get(parameters.method());
        if (method == null) {
            throw new InputException("the value of --method is not known")
                    .expected("one of " + String.join(", ", methods.keySet()))
                    .found(parameters.method());
        }
        if (method.needsGradient() && subject.classifier().gradient().isEmpty()) {
            List<String> operators = subject.classifier().unsupportedOperators();
            throw new InputException(
                            "the method " + method.name() + " needs gradients, and this model cannot be differentiated")
                    .where(subject.classifier().description().file())
                    .found(operators.isEmpty() ? "no gradients at all" : String.join(", ", operators))
                    .hint("--method spsa, which needs values alone");
        }
        return new SearchRun(subject, parameters, context, method);
    }
}
