package org.halfspace.parallelism;

/** What three classes with collinear weights mean for their regions, by the sign of delta. */
public enum Consequence {
    /** delta > 0: where the outer two tie, the middle one wins, so the outer two have no common facet. */
    OUTER_CLASSES_NOT_ADJACENT,
    /** delta < 0: the middle class is below the larger of the outer two everywhere, and is never predicted. */
    MIDDLE_CLASS_UNARGMAXABLE,
    /** delta = 0: the region of the middle class lies in the hyperplane where the outer two tie, and has no interior. */
    MIDDLE_REGION_WITHOUT_INTERIOR,
    /** |delta| is too small for the distance of the middle class from the line, within the radius: nothing follows. */
    UNDECIDED
}
