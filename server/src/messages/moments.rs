//! Times in messages: in UTC, and as the clock of the browser that asked showed them.

use super::words::{Words, t};
use crate::dates::day_and_minute;
use domain::Moment;

/// The day of a time, in UTC: "29 December 2026".
pub(super) fn day(words: Words, at: Moment) -> String {
    let ((year, month, day), _) = day_and_minute(at);
    t::moment::day(words, &day.to_string(), month_name(words, month), &year.to_string())
}

/// A time in UTC: "29 December 2026, 14:05 UTC". That of a month ahead is told only so, because clocks may be changed until then.
pub(super) fn in_utc(words: Words, at: Moment) -> String {
    t::moment::utc(words, &day(words, at), &clock_time(at))
}

/// As [`in_utc`], and as the clock of a browser showed it that was so many minutes ahead of UTC.
pub(super) fn in_utc_and_there(words: Words, at: Moment, minutes_ahead: Option<i16>) -> String {
    let Some(minutes) = minutes_ahead.filter(|minutes| *minutes != 0) else { return in_utc(words, at) };
    let there = Moment(at.0.saturating_add(i64::from(minutes) * 60_000));
    let (date, there_date) = (day(words, at), day(words, there));
    let mut local = clock_time(there);
    if date != there_date {
        local = t::moment::local(words, &there_date, &local);
    }
    t::moment::utc_and_local(words, &date, &local, &clock_time(at))
}

fn clock_time(at: Moment) -> String {
    let (_, minute) = day_and_minute(at);
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

fn month_name(words: Words, month: i64) -> &'static str {
    use t::moment as says;
    match month {
        1 => says::january(words),
        2 => says::february(words),
        3 => says::march(words),
        4 => says::april(words),
        5 => says::may(words),
        6 => says::june(words),
        7 => says::july(words),
        8 => says::august(words),
        9 => says::september(words),
        10 => says::october(words),
        11 => says::november(words),
        _ => says::december(words),
    }
}

#[cfg(test)]
mod tests {
    use super::{day, in_utc, in_utc_and_there};
    use crate::messages::words::Words;
    use domain::Moment;

    /// 29 December 2026, 22:05 UTC.
    const EVENING: Moment = Moment(1_798_581_900_000);

    fn in_language(language: &str, minutes_ahead: Option<i16>) -> String {
        let words = Words::of(language);
        words.plain(&in_utc_and_there(words, EVENING, minutes_ahead))
    }

    #[test]
    fn a_time_is_told_in_utc_and_as_at_the_browser_that_asked() {
        assert_eq!(in_language("en", None), "29 December 2026, 22:05 UTC");
        assert_eq!(in_language("en", Some(0)), "29 December 2026, 22:05 UTC");
        assert_eq!(in_language("en", Some(60)), "29 December 2026, 22:05 UTC (23:05 on that browser's clock)");
        assert_eq!(
            in_language("en", Some(330)),
            "29 December 2026, 22:05 UTC (30 December 2026, 03:35 on that browser's clock)"
        );
        assert_eq!(in_language("en", Some(-210)), "29 December 2026, 22:05 UTC (18:35 on that browser's clock)");
        assert_eq!(in_language("de", Some(60)), "29. Dezember 2026, 22:05 UTC (23:05 nach der Uhr dieses Browsers)");
        assert!(in_language("ar", Some(60)).contains("ديسمبر"), "{}", in_language("ar", Some(60)));
    }

    #[test]
    fn the_end_of_a_waiting_period_is_told_in_utc() {
        let words = Words::of("en");
        assert_eq!(words.plain(&day(words, EVENING)), "29 December 2026");
        assert_eq!(words.plain(&in_utc(words, EVENING)), "29 December 2026, 22:05 UTC");
    }
}
