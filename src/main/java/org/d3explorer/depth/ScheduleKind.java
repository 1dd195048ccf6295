package org.d3explorer.depth;

/** Which {@link DepthSchedule} a user chose. */
public enum ScheduleKind {
    /** {@link DepthSchedule.Full}. */
    FULL,
    /** {@link DepthSchedule.PowerLaw}. */
    POWER_LAW,
    /** {@link DepthSchedule.Linear}. */
    LINEAR,
    /** {@link DepthSchedule.Constant}. */
    CONSTANT
}
