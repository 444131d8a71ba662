# R with readr and dplyr, as people write it.
suppressPackageStartupMessages({library(readr); library(dplyr); library(tidyr); library(jsonlite)})
cat("imported", format(as.numeric(Sys.time()), digits = 16), "\n")

given <- commandArgs(trailingOnly = TRUE)
plan <- fromJSON(given[1])
scales <- plan$scales
ratings <- plan$ratings
willing <- plan$composite$name
parts <- plan$composite$scales
items <- unlist(scales, use.names = FALSE)
worth <- unlist(plan$worth)

read_one <- function(path) {
  head <- names(read_csv(path, n_max = 0, col_types = cols(.default = "c"), progress = FALSE))
  read_csv(path, skip = 3, col_names = head, col_types = cols(.default = "c"), na = "", progress = FALSE)
}
answers <- bind_rows(lapply(given[-(1:2)], read_one)) %>%
  filter(Status == plan$kept$Status, Finished == plan$kept$Finished)
for (column in names(plan$names)) {
  known <- unlist(plan$names[[column]])
  answers[[column]] <- coalesce(unname(known[answers[[column]]]), "not stated")
}
answers <- answers %>%
  mutate(across(all_of(c(items, ratings)), ~ unname(worth[.x]))) %>%
  mutate(across(all_of(plan$reversed), ~ 6 - .x)) %>%
  mutate(across(all_of(ratings), ~ (.x - 1) * 25))
for (scale in names(scales)) {
  of <- answers[scales[[scale]]]
  enough <- rowSums(!is.na(of)) >= ncol(of) / 2
  answers[[scale]] <- ifelse(enough, (rowMeans(of, na.rm = TRUE) - 1) * 25, NA)
}
of <- answers[parts]
answers[[willing]] <- ifelse(rowSums(!is.na(of)) >= ncol(of) / 2, rowMeans(of, na.rm = TRUE), NA)
rule <- plan$reluctant
low <- answers[[willing]] < rule$composite_below | coalesce(answers[[rule$scale]] <= rule$scale_at_most, FALSE)
answers$reluctant <- ifelse(is.na(answers[[willing]]), NA, as.numeric(low))

scores <- c(names(scales), willing, ratings, "reluctant")
cells <- answers %>%
  group_by(across(all_of(names(plan$names)))) %>%
  summarise(across(all_of(scores), list(
    n = ~ sum(!is.na(.x)), mean = ~ mean(.x, na.rm = TRUE), variance = ~ var(.x, na.rm = TRUE)
  ), .names = "{.col}|{.fn}"), .groups = "drop") %>%
  pivot_longer(contains("|"), names_to = c("what", ".value"), names_sep = "\\|") %>%
  mutate(variance = ifelse(what == "reluctant", NA, variance), mean = ifelse(n == 0, NA, mean))
write_csv(cells, given[2], na = "")
