package org.halfspace.spi.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.halfspace.spi.InputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HiddenDomainTest {

    @Property
    void whatIsWrittenIsRead(@ForAll("domains") HiddenDomain domain) {
        assertThat(HiddenDomain.parse(domain.toString())).isEqualTo(domain);
    }

    @Property
    void aUnionHoldsBoth(@ForAll("domains") HiddenDomain a, @ForAll("domains") HiddenDomain b) {
        HiddenDomain union = a.union(b);
        assertThat(union).isEqualTo(b.union(a));
        assertThat(union.lower()).isLessThanOrEqualTo(a.lower()).isLessThanOrEqualTo(b.lower());
        assertThat(union.upper()).isGreaterThanOrEqualTo(a.upper()).isGreaterThanOrEqualTo(b.upper());
    }

    @Provide
    Arbitrary<HiddenDomain> domains() {
        Arbitrary<Double> end = Arbitraries.oneOf(
                Arbitraries.doubles(),
                Arbitraries.integers().map(Integer::doubleValue),
                Arbitraries.of(-0.0, 0.0, 1e300, 4.9e-324, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY));
        return Combinators.combine(end, end).filter((a, b) -> a < b).as(HiddenDomain::new);
    }

    @Test
    void tellsItsThreeCasesApart() {
        assertThat(HiddenDomain.parse("real")).isEqualTo(HiddenDomain.REAL);
        assertThat(HiddenDomain.parse(" NonNegative ")).isEqualTo(HiddenDomain.NONNEGATIVE);
        assertThat(HiddenDomain.parse("box:0,6").kind()).isEqualTo(HiddenDomain.Kind.BOX);
        assertThat(HiddenDomain.parse("box:0,inf").kind()).isEqualTo(HiddenDomain.Kind.NONNEGATIVE);
        assertThat(HiddenDomain.parse("box:-0.5,6")).hasToString("box:-0.5,6");
    }

    @Test
    void zeroHasNoSign() {
        assertThat(new HiddenDomain(-0.0, Double.POSITIVE_INFINITY)).isEqualTo(HiddenDomain.NONNEGATIVE);
    }

    @Test
    void containsItsEndsAndNoNaN() {
        HiddenDomain box = new HiddenDomain(0, 6);
        assertThat(box.contains(new double[] {0, 3, 6})).isTrue();
        assertThat(box.contains(new double[] {0, Math.nextUp(6.0)})).isFalse();
        assertThat(box.contains(new double[] {Double.NaN})).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "box", "box:", "box:1", "box:1,2,3", "box:2,1", "box:1,1", "box:nan,1", "box:a,b", "orthant"
            })
    void refusesWhatIsNoDomain(String text) {
        assertThatThrownBy(() -> HiddenDomain.parse(text))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("real, nonnegative, or box:LO,HI with LO < HI");
    }
}
