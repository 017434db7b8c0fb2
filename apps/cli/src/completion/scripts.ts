/** What each shell reads once; it then asks `argent __complete` for every word. */
export const completionScripts = {
  bash: `_argent() {
  local IFS=$'\\n' line
  COMPREPLY=()
  while read -r line; do
    if [ "$line" = ":files" ]; then
      COMPREPLY+=($(compgen -f -- "\${COMP_WORDS[COMP_CWORD]}"))
    else
      COMPREPLY+=("$line")
    fi
  done < <(argent __complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o filenames -F _argent argent
`,
  zsh: `#compdef argent
_argent() {
  local -a words_found
  local line files=0
  while IFS= read -r line; do
    if [[ "$line" = ":files" ]]; then files=1; else words_found+=("$line"); fi
  done < <(argent __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)
  compadd -a words_found
  (( files )) && _files
}
compdef _argent argent
`,
  fish: `function __argent_complete
  for line in (argent __complete -- (commandline -opc)[2..-1] (commandline -ct) 2>/dev/null)
    if test "$line" = ":files"
      __fish_complete_path (commandline -ct)
    else
      echo $line
    end
  end
end
complete -c argent -f -a "(__argent_complete)"
`,
} as const;

export type Shell = keyof typeof completionScripts;
