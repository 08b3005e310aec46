package org.halfspace.search;

import java.util.List;
import org.halfspace.spi.Column;
import org.halfspace.spi.model.Norm;

/** What holds for all pairs together. */
public record SearchSummary(
        @Column("How many pairs were searched") int pairs,
        @Column("For how many a match was found within the largest distance asked about") int found,
        @Column("The norm") Norm norm,
        @Column("The method") String method,
        @Column(value = "Largest difference of centred logits that counts as a match", unit = "logits")
                double tolerance,
        @Column("dim V: how many independent directions d' there are") int dimension,
        @Column("How many equations a match has to meet: the rank of the centred weights") int equations,
        @Column("How many numbers an input has") int unknowns,
        @Column("What was found at each distance asked about") List<Rate> rates,
        @Column(value = "Least, lower quartile, median, upper quartile and largest distance found", unit = "pixels")
                List<Double> epsQuantiles,
        @Column("Median over pairs of distance found / distance refuted; empty where nothing was refuted")
                Double medianBracket,
        @Column("Matches by how well they agree: exact, tight, loose, label, none") List<Integer> agreements,
        @Column("The same with pixels rounded to 8 bits") List<Integer> agreements8Bit,
        @Column("Median of theta relative to the length of g(x')") Double medianThetaRelative,
        @Column("For how many an exact match was proved") int certified,
        @Column("Rank correlation of the distance found with the visible distance of the hidden vectors")
                Double correlationWithVisibleDistance,
        @Column("Rank correlation of the distance found with the hidden distance from the boundary")
                Double correlationWithBoundaryDistance,
        @Column("Mean number of inputs that went forward, for a pair") double forwardPasses,
        @Column("Mean number of inputs that went forward and back, for a pair") double gradientPasses) {

    /** What was found at one distance. */
    public record Rate(
            @Column(value = "The distance", unit = "pixels") double eps,
            @Column("Pairs with a match within it") int found,
            @Column("Pairs with a proof that there is none") int refuted,
            @Column("Pairs that are undecided") int open,
            @Column("Share of pairs with a match") double rate,
            @Column("Lower end of Wilson's 95 % interval for the rate over all such pairs") double lower,
            @Column("Upper end") double upper) {

        /** Of the normal distribution: 95 % lie within so many standard deviations. */
        private static final double Z = 1.959963984540054;

        /** The rate of so many successes, with Wilson's score interval (Wilson, 1927). */
        static Rate of(double eps, int found, int refuted, int pairs) {
            double share = (double) found / pairs;
            double centre = share + Z * Z / (2 * pairs);
            double spread = Z * Math.sqrt(share * (1 - share) / pairs + Z * Z / (4.0 * pairs * pairs));
            double scale = 1 + Z * Z / pairs;
            return new Rate(
                    eps,
                    found,
                    refuted,
                    pairs - found - refuted,
                    share,
                    Math.max(0, (centre - spread) / scale),
                    Math.min(1, (centre + spread) / scale));
        }
    }
}
