//! Resealing: data that an older version has sealed gets the present form, while a server runs (N9).

use super::error::{Result, Stop, StoreError};
use super::tables::{authenticator, meta, outbox, refresh_family, signing_key};
use super::tx::Tx;
use super::{Store, sealed};
use crate::secrets::SealedPlace;
use std::time::Duration;

/// Rows in one transaction.
const BATCH: u32 = 100;
/// The pause between two transactions, so that a running server can write.
const PAUSE: Duration = Duration::from_millis(20);

/// The rows of one kind that had another form than the present one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Resealed {
    /// Rows that were sealed again.
    pub rows: u64,
    /// Rows that can't be unsealed.
    pub unreadable: u64,
}

/// What was done, by kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ResealReport {
    /// Signing keys.
    pub signing_keys: Resealed,
    /// Seeds of refresh tokens.
    pub refresh_seeds: Resealed,
    /// Seeds of authenticator apps.
    pub authenticator_seeds: Resealed,
    /// Messages.
    pub messages: Resealed,
}

/// Reads up to a number of rows after an ID whose sealed data doesn't begin with a header, in the order of their IDs.
type ReadRows<Id> = fn(&Tx, &Id, &[u8], u32) -> Result<Vec<(Id, Vec<u8>)>>;

/// The statements for a column of sealed data, in a table whose IDs are higher than the default of their type.
struct SealedColumn<Id> {
    of_another_form: ReadRows<Id>,
    place: fn(&Id) -> SealedPlace<'_>,
    /// Replaces the sealed data of a row; `false` if it isn't the expected data any more.
    replace: fn(&Tx, &Id, &[u8], &[u8]) -> Result<bool>,
}

const SIGNING_KEYS: SealedColumn<String> = SealedColumn {
    of_another_form: |tx, after, header, most| signing_key::of_another_form(tx, after, header, most),
    place: |id| SealedPlace::SigningKey(id),
    replace: |tx, id, before, resealed| signing_key::replace_sealed(tx, id, before, resealed),
};
const REFRESH_SEEDS: SealedColumn<i64> = SealedColumn {
    of_another_form: |tx, after, header, most| refresh_family::of_another_form(tx, *after, header, most),
    place: |grant| SealedPlace::RefreshSeed(*grant),
    replace: |tx, grant, before, resealed| refresh_family::replace_sealed(tx, *grant, before, resealed),
};
const AUTHENTICATOR_SEEDS: SealedColumn<(String, i64)> = SealedColumn {
    of_another_form: authenticator::of_another_form,
    place: |(account, method)| SealedPlace::AuthenticatorSeed { account, method: *method },
    replace: authenticator::replace_sealed,
};
const MESSAGES: SealedColumn<i64> = SealedColumn {
    of_another_form: |tx, after, header, most| outbox::of_another_form(tx, *after, header, most),
    place: |id| SealedPlace::Message(*id),
    replace: |tx, id, before, resealed| outbox::replace_sealed(tx, *id, before, resealed),
};

impl Store {
    /// Whether everything in the store is sealed in the present form.
    pub async fn is_resealed(&self) -> Result<bool> {
        let key = self.0.key.clone();
        self.read(move |tx| sealed::is_resealed(tx, &key)).await
    }

    /// Seals everything that has another form again. From then on no other form opens, in running servers too. A second time finds nothing.
    pub async fn reseal(&self) -> Result<ResealReport, Stop> {
        let report = ResealReport {
            signing_keys: self.reseal_column(&SIGNING_KEYS).await?,
            refresh_seeds: self.reseal_column(&REFRESH_SEEDS).await?,
            authenticator_seeds: self.reseal_column(&AUTHENTICATOR_SEEDS).await?,
            messages: self.reseal_column(&MESSAGES).await?,
        };
        let check = self.0.key.check();
        self.write(move |tx| Ok(meta::set_key_check(tx, &check)?)).await?;
        Ok(report)
    }

    async fn reseal_column<Id>(&self, column: &'static SealedColumn<Id>) -> Result<Resealed, Stop>
    where
        Id: Clone + Default + Send + Sync,
    {
        let (mut done, mut after) = (Resealed::default(), Id::default());
        loop {
            let (batch, last) = self.reseal_batch(column, after).await?;
            done.rows += batch.rows;
            done.unreadable += batch.unreadable;
            let Some(last) = last else { return Ok(done) };
            after = last;
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Seals a batch of rows again. Also returns the ID of the last one; `None` if there are no more.
    async fn reseal_batch<Id>(
        &self,
        column: &'static SealedColumn<Id>,
        after: Id,
    ) -> Result<(Resealed, Option<Id>), Stop>
    where
        Id: Clone + Send + Sync + 'static,
    {
        let store = self.clone();
        let reseal = move |tx: &Tx| {
            let (key, mut batch, mut last) = (&store.0.key, Resealed::default(), None);
            for (id, before) in (column.of_another_form)(tx, &after, &key.header(), BATCH)? {
                let place = (column.place)(&id);
                match sealed::open(tx, key, place, &before) {
                    Ok(plain) => {
                        let resealed = key.seal(place, &plain, &store.0.rng);
                        batch.rows += u64::from((column.replace)(tx, &id, &before, &resealed)?);
                    }
                    Err(StoreError::Damaged(_)) => batch.unreadable += 1,
                    Err(cause) => return Err(cause.into()),
                }
                last = Some(id);
            }
            Ok((batch, last))
        };
        self.write(reseal).await
    }
}
