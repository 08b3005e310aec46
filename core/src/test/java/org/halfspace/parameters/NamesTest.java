package org.halfspace.parameters;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamesTest {

    @ParameterizedTest
    @CsvSource({
        "seed, seed",
        "inputScale, input-scale",
        "maxL2Norm, max-l2-norm",
        "FEATURES_BY_CLASSES, features-by-classes",
        "NCHW, nchw",
        "W, w"
    })
    void writesNamesWithHyphens(String name, String kebab) {
        assertThat(Names.kebab(name)).isEqualTo(kebab);
    }

    @ParameterizedTest
    @CsvSource({"'', '', 0", "abc, abc, 0", "abc, abd, 1", "abc, ab, 1", "abc, acb, 1", "abc, xyz, 3", "'', abc, 3"})
    void countsSlips(String a, String b, int slips) {
        assertThat(Names.distance(a, b)).isEqualTo(slips);
        assertThat(Names.distance(b, a)).isEqualTo(slips);
    }

    @Test
    void findsTheNameThatWasMeant() {
        List<String> known = List.of("--data", "--data-scale", "--seed", "--help", "-h", "-V");
        assertThat(Names.nearest("--sed", known)).contains("--seed");
        assertThat(Names.nearest("--dtaa-scael", known)).contains("--data-scale");
        assertThat(Names.nearest("--basis", known)).isEmpty();
    }

    @Test
    void doesNotTakeOneShortNameForAnother() {
        assertThat(Names.nearest("-q", List.of("-h", "-V"))).isEmpty();
        assertThat(Names.nearest("csv", List.of("idx", "npy"))).isEmpty();
        assertThat(Names.nearest("cvs", List.of("csv", "npy"))).contains("csv");
    }
}
