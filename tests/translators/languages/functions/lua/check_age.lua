local function check_age(age)
  if age < 0 then
    error("negative")
  end
  return age
end
