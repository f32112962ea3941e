-- The times of verifications, in the words of the glossary.
ALTER TABLE method RENAME COLUMN proven TO verified;
ALTER TABLE sign_in_name RENAME COLUMN proven TO verified;
ALTER TABLE session RENAME COLUMN proved TO stepped_up;
