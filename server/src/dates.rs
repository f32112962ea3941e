//! Times as operators read them, in commands and in the log.

use domain::Moment;

/// A time as `2026-11-29 15:04 UTC`.
pub(crate) fn date_and_time(at: Moment) -> String {
    let minute = at.unix_seconds().div_euclid(60).rem_euclid(24 * 60);
    format!("{} {:02}:{:02} UTC", date(at), minute / 60, minute % 60)
}

/// The date of a time, in UTC: `2026-11-29`.
pub(crate) fn date(at: Moment) -> String {
    let (year, month, day) = civil(at.unix_seconds().div_euclid(24 * 60 * 60));
    format!("{year:04}-{month:02}-{day:02}")
}

/// The year, month and day of a number of days since 1970. Years begin in March, so that leap days are at their end: 400 of them have 146,097
/// days, and five months have 153.
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468; // since 0000-03-01
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let (month, carry) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    (era * 400 + year_of_era + carry, month, day)
}

#[cfg(test)]
mod tests {
    use super::{date, date_and_time};
    use domain::Moment;

    #[test]
    fn a_time_is_printed_as_its_date_in_utc() {
        for (seconds, expected) in [
            (0, "1970-01-01 00:00 UTC"),
            (951_782_399, "2000-02-28 23:59 UTC"),
            (951_827_696, "2000-02-29 12:34 UTC"),
            (1_709_251_199, "2024-02-29 23:59 UTC"),
            (1_790_000_000, "2026-09-21 14:13 UTC"),
            (4_107_542_400, "2100-03-01 00:00 UTC"),
            (-1, "1969-12-31 23:59 UTC"),
        ] {
            let at = Moment(seconds * 1000);
            assert_eq!(date_and_time(at), expected);
            assert_eq!(date(at), expected[..10]);
        }
    }
}
